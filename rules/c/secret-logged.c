void login(const char *user, const char *password, struct config *config) {
    // ruleid: secret-logged
    syslog(LOG_DEBUG, "login %s with %s", user, password);
    // ruleid: secret-logged
    printf("key %s\n", config->api_key);
    // ok: secret-logged
    printf("login %s\n", user);
    // ok: secret-logged
    printf("password: %s\n", password ? "set" : "not set");
}
