int parse(char *line, const char *path) {
    char *colon = strchr(line, ':');
    // ok: unchecked-lookup
    if (colon == NULL) return -1;
    *colon = '\0';
    // ruleid: unchecked-lookup
    char *dot = strrchr(line, '.');
    *dot = '\0';
    FILE *in;
    // ruleid: unchecked-lookup
    in = fopen(path, "r");
    fgets(line, 80, in);
    // ok: unchecked-lookup
    char *at = strchr(line, '@');
    return at && *at == '@';
}
int probe(struct device *device) {
    // ruleid: unchecked-lookup
    struct resource *r = platform_get_resource(device, 1, 0);
    return map(r->start, resource_size(r));
}
