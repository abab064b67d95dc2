void show(FILE *log, char *out) {
    // ruleid: environment-printed
    printf("%s\n", getenv("API_TOKEN"));
    // ruleid: environment-printed
    write_log(getenv("PATH"));
    // ok: environment-printed
    snprintf(out, 10, "%s", getenv("PATH"));
    // ok: environment-printed
    printf("%s\n", getenv("PATH") ? "set" : "not set");
}
