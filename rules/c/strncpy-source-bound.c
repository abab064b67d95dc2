#include <stdlib.h>
#include <string.h>

void fill(char *out, const char *input, struct user *user)
{
    char name[32];
    // ruleid: strncpy-source-bound
    strncpy(name, input, strlen(input));
    // ruleid: strncpy-source-bound
    strncpy(out, user->name, sizeof(user->name));
    // ruleid: strncpy-source-bound
    strncat(name, input, sizeof(name));
    // ok: strncpy-source-bound
    strncat(name, input, sizeof(name) - strlen(name) - 1);
    // ok: strncpy-source-bound
    strncpy(name, input, sizeof(name) - 1);
    // ok: strncpy-source-bound
    strncpy(name, "x", strlen("x"));
}

char *duplicate(const char *input)
{
    char *copy = malloc(strlen(input) + 1);
    if (copy)
        // ok: strncpy-source-bound
        strncpy(copy, input, strlen(input) + 1);
    return copy;
}

int guarded(char *out, size_t room, const char *input)
{
    if (strlen(input) >= room)
        return -1;
    // ok: strncpy-source-bound
    strncpy(out, input, strlen(input) + 1);
    return 0;
}
