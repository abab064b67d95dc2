#include <sys/socket.h>
#include <unistd.h>

int full(int fd, const char *path)
{
    char buf[64], link[64];
    ssize_t n = read(fd, buf, sizeof(buf));
    if (n < 0)
        return -1;
    // ruleid: read-terminator
    buf[n] = '\0';
    int length;
    if ((length = (int)readlink(path, link, sizeof(link))) < 0)
        return -1;
    // ruleid: read-terminator
    link[length] = 0;
    return 0;
}

int room(int fd)
{
    char buf[64];
    ssize_t n = recv(fd, buf, sizeof(buf) - 1, 0);
    if (n < 0)
        return -1;
    // ok: read-terminator
    buf[n] = '\0';
    return 0;
}

int compared(int fd)
{
    char buf[64];
    ssize_t n = read(fd, buf, sizeof(buf));
    if (n < 0 || (size_t)n == sizeof(buf))
        return -1;
    // ok: read-terminator
    buf[n] = '\0';
    return 0;
}
