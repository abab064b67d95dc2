int serve(int s) {
    char name[256];
    if (recv(s, name, sizeof(name) - 1, 0) <= 0) return -1;
    // ruleid: input-to-path
    return open(name, O_RDONLY);
}
FILE *from_environment(void) {
    char path[256] = "/srv/";
    char *base = getenv("BASE");
    if (base) strncat(path, base, sizeof(path) - 10);
    // ruleid: input-to-path
    return fopen(path, "w");
}
int checked(int s) {
    char name[256];
    if (recv(s, name, sizeof(name) - 1, 0) <= 0) return -1;
    if (strstr(name, "..") || name[0] == '/') return -1;
    // ok: input-to-path
    return open(name, O_RDONLY);
}
int fixed(int s) {
    char line[256];
    // ok: input-to-path
    int fd = open("/etc/motd", O_RDONLY);
    read(fd, line, sizeof(line));
    return fd;
}
