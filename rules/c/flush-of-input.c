void ask(FILE *out) {
    // ruleid: flush-of-input
    fflush(stdin);
    if (out) {
        // ruleid: flush-of-input
        fflush(stdin);
    }
    // ok: flush-of-input
    fflush(stdout);
    // ok: flush-of-input
    fflush(out);
}
