int check(int type, struct job *job) {
    // ruleid: impossible-condition
    if (type != 'a' || type != 'b') return -1;
    // ruleid: impossible-condition
    if (job->state == READY && job->state == DONE) return 1;
    // ruleid: impossible-condition
    if (type == 'x' || 'y') return 2;
    // ok: impossible-condition
    if (type != 'a' && type != 'b') return -1;
    // ok: impossible-condition
    if (job->state == READY || job->state == DONE) return 1;
    // ok: impossible-condition
    if (type != 'a' || job->state != READY) return 2;
    return 0;
}

void assertions(char *p, int type) {
    // ok: impossible-condition
    assert(p != NULL && "out of memory");
    // ok: impossible-condition
    assert(!"unreachable");
    // ok: impossible-condition
    assert(0 && "unreachable");
    // ok: impossible-condition
    DCHECK((type > 1 && type < 9) && "type out of range");
    // ok: impossible-condition
    EXPECT_TRUE(p && "set up" && type);
    // ok: impossible-condition
    static_assert(sizeof(type) == 4 && "an int has 32 bits", "");
    // ruleid: impossible-condition
    assert(p || "out of memory");
    // ruleid: impossible-condition
    assert(type == 'a' && 'b');
    // ruleid: impossible-condition
    assert(type == 1 && type == 2 && "both");
    // ruleid: impossible-condition
    if (p && "no assertion") report(p);
}
