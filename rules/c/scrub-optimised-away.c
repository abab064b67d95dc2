int login(void) {
    char password[64];
    read_password(password, sizeof(password));
    int ok = check(password);
    // ruleid: scrub-optimised-away
    memset(password, 0, sizeof(password));
    return ok;
}
void forget(char *key, size_t size) {
    // ruleid: scrub-optimised-away
    memset(key, 0, size);
    free(key);
}
void reuse(char *key, size_t size) {
    // ok: scrub-optimised-away
    memset(key, 0, size);
    fill(key, size);
}
void explicit(char *key, size_t size) {
    // ok: scrub-optimised-away
    explicit_bzero(key, size);
    free(key);
}
