int check(const char *p, const char *end, size_t offset, size_t length, size_t size) {
    // ruleid: sum-in-bounds-check
    if (p + length > end) return -1;
    // ruleid: sum-in-bounds-check
    if (offset + length >= size) return -1;
    // ok: sum-in-bounds-check
    if (length > size - offset) return -1;
    // ok: sum-in-bounds-check
    if (offset + 1 > size) return -1;
    return 0;
}
