void copy(struct job *job, const char *name) {
    // ruleid: strlen-of-sum
    job->name = malloc(strlen(name + 1));
    // ruleid: strlen-of-sum
    job->copy = xmalloc(strlen(name + 1));
    // ok: strlen-of-sum
    job->name = malloc(strlen(name) + 1);
    // ok: strlen-of-sum
    job->rest = strlen(name + 1);
}
