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
