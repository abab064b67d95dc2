void copy(struct job *job, const char *name) {
    char buffer[20];
    // ruleid: sizeof-expression
    job->a = malloc(sizeof(buffer + 1));
    // ruleid: sizeof-expression
    job->b = malloc(sizeof(sizeof(buffer)));
    // ruleid: sizeof-expression
    job->c = malloc(sizeof(strlen(name)));
    // ok: sizeof-expression
    job->d = malloc(sizeof(buffer) + 1);
    // ok: sizeof-expression
    job->e = malloc(strlen(name) + 1);
}
