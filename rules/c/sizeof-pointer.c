#include <stdlib.h>
#include <string.h>

void clear(struct user *u, char *out)
{
    struct user local, *other;
    char buffer[32];
    // ruleid: sizeof-pointer
    memset(u, 0, sizeof(u));
    // ruleid: sizeof-pointer
    snprintf(out, sizeof(out), "x");
    // ruleid: sizeof-pointer
    other = malloc(sizeof(other));
    // ruleid: sizeof-pointer
    char *room = (char *)calloc(4, sizeof(room));
    // ok: sizeof-pointer
    memset(u, 0, sizeof(*u));
    // ok: sizeof-pointer
    memset(&local, 0, sizeof(local));
    // ok: sizeof-pointer
    snprintf(buffer, sizeof(buffer), "x");
    // ok: sizeof-pointer
    memcpy(out, &u, sizeof(u));
    // ok: sizeof-pointer
    other = malloc(sizeof(*other));
}
