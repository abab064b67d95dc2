int parse(const char *text, int *port, char *out) {
    // ruleid: scanf-missing-eof
    if (sscanf(text, "%d", port) == 0) return -1;
    // ruleid: scanf-missing-eof
    if (snprintf(out, 10, "%s", text) == 0) return -1;
    // ok: scanf-missing-eof
    if (sscanf(text, "%d", port) != 1) return -1;
    // ok: scanf-missing-eof
    if (snprintf(out, 10, "%s", text) < 0) return -1;
    return 0;
}
