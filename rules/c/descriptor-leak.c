#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int early(const char *name)
{
    // ruleid: descriptor-leak
    FILE *in = fopen(name, "r");
    if (!in)
        return -1;
    if (fgetc(in) != '#')
        return 0;
    fclose(in);
    return 1;
}

void descriptor(const char *name, char *buffer)
{
    // ruleid: descriptor-leak
    int fd = open(name, 0);
    if (fd != -1)
        read(fd, buffer, 10);
}

int fine(const char *name, char *buffer)
{
    // ok: descriptor-leak
    int fd = open(name, 0);
    if (fd < 0)
        return -1;
    read(fd, buffer, 10);
    close(fd);
    // ok: descriptor-leak
    return open(name, 0);
}
