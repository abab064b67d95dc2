int copy(FILE *in, FILE *out, char *line, char *map) {
    // ruleid: wrong-error-value
    if (fgets(line, 80, in) < 0) return -1;
    // ruleid: wrong-error-value
    if (fopen(line, "r") == -1) return -1;
    // ruleid: wrong-error-value
    if (fwrite(line, 1, 80, out) < 0) return -1;
    // ruleid: wrong-error-value
    if (fputs(line, out) == 0) return -1;
    // ruleid: wrong-error-value
    if (mmap(0, 80, 1, 1, 3, 0) == NULL) return -1;
    // ok: wrong-error-value
    if (fgets(line, 80, in) == NULL) return -1;
    // ok: wrong-error-value
    if (fread(line, 1, 80, in) == 0) return 0;
    // ok: wrong-error-value
    if (fputs(line, out) == EOF) return -1;
    // ok: wrong-error-value
    if (fputs(line, out) < 0) return -1;
    // ok: wrong-error-value
    if (mmap(0, 80, 1, 1, 3, 0) == MAP_FAILED) return -1;
    return 0;
}
