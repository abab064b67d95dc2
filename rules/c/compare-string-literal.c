int check(const char *name) {
    // ruleid: compare-string-literal
    if (name == "root") return -1;
    // ruleid: compare-string-literal
    if ("admin" != name) return 1;
    // ok: compare-string-literal
    if (strcmp(name, "root") == 0) return -1;
    // ok: compare-string-literal
    return name == NULL;
}
