long number(const char *text) {
    // ruleid: strtol-unchecked
    long a = strtol(text, NULL, 10);
    // ruleid: strtol-unchecked
    long b = strtoul(text, 0, 16);
    char *end;
    // ok: strtol-unchecked
    long c = strtol(text, &end, 10);
    // ok: strtol-unchecked
    return a + b + c + strtod(text, NULL);
}
long checked(const char *text) {
    errno = 0;
    // ok: strtol-unchecked
    long a = strtol(text, NULL, 10);
    return errno ? -1 : a;
}
