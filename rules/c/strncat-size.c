void join(const char *name) {
    char path[100] = "/srv/";
    // ruleid: strncat-size
    strncat(path, name, sizeof(path));
    // ruleid: strncat-size
    strncat(path, name, sizeof(path) - strlen(path));
    // ruleid: strncat-size
    strncat(path, name, sizeof(path) - 1);
    // ok: strncat-size
    strncat(path, name, sizeof(path) - strlen(path) - 1);
    // ok: strncat-size
    strncat(path, name, 10);
}
