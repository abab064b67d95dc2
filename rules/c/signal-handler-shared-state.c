static void on_int(int sig) {
    if (session != NULL) {
        // ruleid: signal-handler-shared-state
        session->closing = 1;
    }
    // ruleid: signal-handler-shared-state
    counts[sig] += 1;
    // ok: signal-handler-shared-state
    stop = 1;
}
static void deliver(struct session *session, int sig) {
    // ok: signal-handler-shared-state
    session->closing = sig;
}
