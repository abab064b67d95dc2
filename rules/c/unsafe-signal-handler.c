static void on_term(int sig) {
    // ruleid: unsafe-signal-handler
    free(state);
    // ruleid: unsafe-signal-handler
    exit(1);
}
static void on_fault(int signum, siginfo_t *info, void *context) {
    // ruleid: unsafe-signal-handler
    fprintf(stderr, "fault at %p\n", info->si_addr);
}
static void on_int(int sig) {
    // ok: unsafe-signal-handler
    stop = 1;
    // ok: unsafe-signal-handler
    _exit(1);
}
void raise_all(int sig, struct list *jobs) {
    // ok: unsafe-signal-handler
    printf("signal %d\n", sig);
}
