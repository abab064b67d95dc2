int check(const char *a, const char *b) {
    // ruleid: compare-result-one
    if (strcmp(a, b) == 1) return -1;
    // ruleid: compare-result-one
    if (memcmp(a, b, 4) == -1) return -1;
    // ok: compare-result-one
    if (strcmp(a, b) > 0) return -1;
    // ok: compare-result-one
    return strcmp(a, b) == 0;
}
