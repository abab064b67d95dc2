void act(int kind, struct job *job) {
    // ruleid: repeated-condition
    if (kind == 1) read_it();
    else if (kind == 1) write_it();
    // ruleid: repeated-condition
    if (job->state > 2) read_it();
    else if (kind) stop();
    else if (job->state > 2) write_it();
    // ok: repeated-condition
    if (kind == 1) read_it();
    else if (kind == 2) write_it();
    // ok: repeated-condition
    if (next(job)) read_it();
    else if (next(job)) write_it();
}
