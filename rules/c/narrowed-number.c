int set(struct server *server, const char *text) {
    // ruleid: narrowed-number
    unsigned short port = atoi(text);
    // ruleid: narrowed-number
    server->code = (char)atoi(text);
    // ok: narrowed-number
    long number = strtol(text, NULL, 10);
    // ok: narrowed-number
    if (number >= 0 && number < 256) server->code = (char)number;
    return port;
}
