int from_file(FILE *config) {
    static char path[250] = "PATH=";
    if (fgets(path + 5, sizeof(path) - 5, config) == NULL) return -1;
    // ruleid: input-to-environment
    return putenv(path);
}
int from_socket(int s, char *value) {
    recv(s, value, 80, 0);
    // ruleid: input-to-environment
    return setenv("LD_LIBRARY_PATH", value, 1);
}
int fixed(FILE *config, char *line) {
    static char path[250] = "PATH=/usr/bin";
    if (fgets(line, 80, config) == NULL) return -1;
    // ok: input-to-environment
    putenv(path);
    // ok: input-to-environment
    return setenv("PATH", "/usr/bin:/bin", 1);
}
