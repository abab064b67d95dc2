int load(FILE *file, char *line, int fd) {
    // ruleid: empty-error-branch
    if (fgets(line, 80, file) == NULL)
    {
    }
    // ruleid: empty-error-branch
    if (errno == EDOM) { }
    // ruleid: empty-error-branch
    if (fd < 0) {}
    // ok: empty-error-branch
    if (fgets(line, 80, file) == NULL) { /* the first line is optional */ }
    // ok: empty-error-branch
    if (fd == -1) { return -1; }
    // ok: empty-error-branch
    if (fd == -1) { } else { parse(line); }
    return 0;
}
