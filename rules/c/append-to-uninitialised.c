#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void arrays(void)
{
    char path[64], other[64] = "", third[64];
    // ruleid: append-to-uninitialised
    strcat(path, "/etc");
    // ok: append-to-uninitialised
    strcat(other, "/etc");
    third[0] = 0;
    // ok: append-to-uninitialised
    strncat(third, "/etc", 5);
}

char *block(void)
{
    char *path = malloc(64);
    if (path)
        // ruleid: append-to-uninitialised
        strncat(path, "/etc", 5);
    return path;
}
