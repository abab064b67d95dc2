void show(char *line, const char *name, int code) {
    // ruleid: format-type-mismatch
    printf("%s\n", code);
    // ruleid: format-type-mismatch
    snprintf(line, 80, "name %d", name);
    // ok: format-type-mismatch
    printf("%d\n", code);
    // ok: format-type-mismatch
    snprintf(line, 80, "name %s", name);
    // ok: format-type-mismatch
    printf("%s\n", unknown);
}
