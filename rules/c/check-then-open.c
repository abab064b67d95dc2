#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int guarded(const char *path)
{
    // ruleid: check-then-open
    if (access(path, W_OK) == 0)
        return open(path, O_WRONLY);
    return -1;
}

FILE *sequence(const char *path, const char *other, struct stat *st)
{
    // ruleid: check-then-open
    if (lstat(path, st) != 0)
        return NULL;
    if (!S_ISREG(st->st_mode))
        return NULL;
    // ok: check-then-open
    stat(other, st);
    return fopen(path, "r");
}

int by_descriptor(const char *path, struct stat *st)
{
    int fd = open(path, O_RDONLY);
    // ok: check-then-open
    if (fstat(fd, st) != 0)
        return -1;
    // ok: check-then-open
    return access(path, R_OK);
}

FILE *sized(const char *path, struct stat *st)
{
    // ok: check-then-open
    if (stat(path, st) != 0)
        return NULL;
    return fopen(path, "rb");
}

int replaced(const char *path, struct stat *st)
{
    // ruleid: check-then-open
    if (stat(path, st) == 0 && S_ISREG(st->st_mode))
        return unlink(path);
    return -1;
}
