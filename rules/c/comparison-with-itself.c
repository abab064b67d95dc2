int check(struct range *a, struct range *b, char *digest, char *expected) {
    // ruleid: comparison-with-itself
    if (a->start == a->start) return 1;
    // ruleid: comparison-with-itself
    if (memcmp(digest, digest, 32) == 0) return 1;
    // ruleid: comparison-with-itself
    if (a->end > 0 && a->end > 0) return 1;
    // ok: comparison-with-itself
    if (a->start == b->start) return 1;
    // ok: comparison-with-itself
    if (memcmp(digest, expected, 32) == 0) return 1;
    // ok: comparison-with-itself
    return next(a) == next(a);
}
