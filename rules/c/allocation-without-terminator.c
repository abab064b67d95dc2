#include <stdlib.h>
#include <string.h>

char *join(const char *a, const char *b)
{
    // ruleid: allocation-without-terminator
    char *copy = malloc(strlen(a));
    // ruleid: allocation-without-terminator
    char *both = xmalloc(strlen(a) + strlen(b));
    // ok: allocation-without-terminator
    char *right = malloc(strlen(a) + 1);
    // ok: allocation-without-terminator
    char *more = malloc(strlen(a) + strlen(b) + 2);
    // ok: allocation-without-terminator
    char *counted = calloc(strlen(a) + 1, 1);
    strcpy(copy, a);
    return both ? copy : right;
}
