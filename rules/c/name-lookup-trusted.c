int allowed(struct hostent *host, struct sockaddr *address, int size) {
    char name[256];
    getnameinfo(address, size, name, sizeof(name), NULL, 0, 0);
    // ruleid: name-lookup-trusted
    if (strcmp(host->h_name, "trusted.local") == 0) return 1;
    // ruleid: name-lookup-trusted
    if (strcmp(name, "trusted.local") == 0) return 1;
    // ok: name-lookup-trusted
    if (strcmp(host->h_aliases, "x") == 0) return 1;
    // ok: name-lookup-trusted
    return strlen(name) > 0;
}
