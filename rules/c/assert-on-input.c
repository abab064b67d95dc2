int read_count(FILE *in, const char *line, int limit) {
    int size = 0;
    int count = atoi(line);
    // ruleid: assert-on-input
    assert(count < 100);
    fscanf(in, "%d", &size);
    // ruleid: assert-on-input
    assert(size > 0 && size < limit);
    // ok: assert-on-input
    assert(limit > 0);
    // ok: assert-on-input
    if (count > limit) return -1;
    return count;
}
