int fill(int fd, char *buffer, unsigned int limit) {
    size_t n = read(fd, buffer, limit);
    // ruleid: negative-unsigned
    if (n < 0) return -1;
    // ruleid: negative-unsigned
    while (limit >= 0) limit--;
    ssize_t m = read(fd, buffer, 10);
    // ok: negative-unsigned
    if (m < 0) return -1;
    // ok: negative-unsigned
    if (n == 0) return 0;
    return 1;
}
