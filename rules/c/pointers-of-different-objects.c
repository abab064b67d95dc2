size_t offset(char *path, char *name) {
    char *slash = strchr(path, '/');
    // ruleid: pointers-of-different-objects
    size_t wrong = (size_t)(slash - name);
    // ok: pointers-of-different-objects
    size_t right = (size_t)(slash - path);
    return wrong + right;
}
size_t offset_late(void) {
    char first[20] = "abc/def";
    char second[20] = "abc/def";
    char *at;
    at = strrchr(first, '/');
    // ruleid: pointers-of-different-objects
    return at - second;
}
size_t moved(char *text, char *end) {
    char *p = strchr(text, ',');
    while (p && *p == ',') p++;
    // ok: pointers-of-different-objects
    return p - end;
}
