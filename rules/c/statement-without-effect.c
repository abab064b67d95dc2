int report(struct job *job, int failed, int a, int b) {
    int status = 0;
    // ruleid: statement-without-effect
    if (failed) status == 5;
    // ruleid: statement-without-effect
    job->state != a;
    // ruleid: statement-without-effect
    a + b;
    // ok: statement-without-effect
    status = a == b;
    // ok: statement-without-effect
    job * copy;
    // ok: statement-without-effect
    a == b ? first() : second();
    // ok: statement-without-effect
    return a + b;
}
