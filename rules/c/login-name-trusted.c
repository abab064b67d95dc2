int allowed(void) {
    // ruleid: login-name-trusted
    if (strcmp(getlogin(), "root") == 0) return 1;
    // ruleid: login-name-trusted
    char *name = getlogin();
    if (strcmp(name, "operator") == 0) return 1;
    // ok: login-name-trusted
    printf("%s\n", getlogin());
    // ok: login-name-trusted
    return getuid() == 0;
}
