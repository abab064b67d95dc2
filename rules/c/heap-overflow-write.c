#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *guest(void)
{
    char *name = malloc(strlen("guest"));
    if (!name)
        return NULL;
    // ruleid: heap-overflow-write
    strcpy(name, "guest");
    return name;
}

char *fine(void)
{
    char *name = malloc(strlen("guest") + 1);
    if (!name)
        return NULL;
    // ok: heap-overflow-write
    strcpy(name, "guest");
    return name;
}

int *table(const int *from, size_t n)
{
    int *copy = malloc(50);
    if (!copy)
        return NULL;
    // ruleid: heap-overflow-write
    memcpy(copy, from, 50 * sizeof(int));
    // ok: heap-overflow-write
    memcpy(copy, from, 50);
    // ok: heap-overflow-write
    memcpy(copy, from, n);
    return copy;
}
