void start(int user, char *p, int n) {
    // ruleid: assert-side-effect
    assert(setuid(user) == 0);
    // ruleid: assert-side-effect
    assert(n++ < 10);
    // ruleid: assert-side-effect
    assert((p = malloc(10)) != NULL);
    // ok: assert-side-effect
    assert(n < 10);
    // ok: assert-side-effect
    assert(is_valid(p));
}
