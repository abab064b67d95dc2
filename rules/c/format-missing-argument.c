void show(char *line, const char *name, const char *value, int n) {
    // ruleid: format-missing-argument
    snprintf(line, 80, "%s: %s", name);
    // ruleid: format-missing-argument
    printf("%d\n");
    // ruleid: format-missing-argument
    fprintf(stderr, "%s %d %s\n", name, n);
    // ok: format-missing-argument
    snprintf(line, 80, "%s: %s", name, value);
    // ok: format-missing-argument
    printf("%d %%\n", n);
    // ok: format-missing-argument
    fprintf(stderr, "%s", "100 %d");
    // ok: format-missing-argument
    printf("%.*s\n", n, name);
}
