#include <stdlib.h>
#include <string.h>

struct user *make(const char *name, size_t length)
{
    // ruleid: unchecked-allocation
    struct user *u = malloc(sizeof(*u));
    size_t i = 0;
    u->id = 1;
    // ruleid: unchecked-allocation
    u->name = (char *)malloc(length + 1);
    memcpy(u->name, name, length);
    // ruleid: unchecked-allocation
    u->table = calloc(length, sizeof(int));
    u->table[i] = 1;
    // ok: unchecked-allocation
    u->other = malloc(length);
    if (!u->other)
        return NULL;
    u->other[0] = 0;
    return u;
}

char *copies(const char *name, struct user *u)
{
    // ok: unchecked-allocation
    char *copy = strdup(name);
    char *end = copy ? copy + strlen(copy) : NULL;
    // ok: unchecked-allocation
    u->next = malloc(sizeof(*u->next));
    assert(u->next);
    // ok: unchecked-allocation
    char *third = xmalloc(10);
    third[0] = 0;
    // ok: unchecked-allocation
    char *fourth = malloc(10);
    return fourth;
}
