int keep(const char *text, size_t length) {
    char name[] = "/tmp/reportXXXXXX";
    // ruleid: temp-file-left
    int fd = mkstemp(name);
    if (fd == -1) return -1;
    write(fd, text, length);
    return close(fd);
}
int keep_stream(const char *text) {
    char name[20] = "/tmp/XXXXXX";
    // ruleid: temp-file-left
    FILE *out = fdopen(mkstemp(name), "w");
    fprintf(out, "%s", text);
    return fclose(out);
}
int removed(const char *text, size_t length) {
    char name[] = "/tmp/reportXXXXXX";
    // ok: temp-file-left
    int fd = mkstemp(name);
    unlink(name);
    write(fd, text, length);
    return close(fd);
}
int handed_on(struct job *job, const char *text, size_t length) {
    char name[] = "/tmp/reportXXXXXX";
    // ok: temp-file-left
    int fd = mkstemp(name);
    write(fd, text, length);
    close(fd);
    return start(job, name);
}
