#include <stdlib.h>
#include <string.h>

void copy_home(char *out, const char *name)
{
    char path[64];
    // ruleid: strcpy-unbounded
    strcpy(path, getenv("HOME"));
    // ok: strcpy-unbounded
    strcat(path, "/");
    // ruleid: strcpy-unbounded
    strcat(path, name);
    // ruleid: strcpy-unbounded
    if (strcpy(out, path) == 0)
        return;
}

char *measured(const char *name)
{
    char *copy = malloc(strlen(name) + 1);
    if (!copy)
        return NULL;
    // ok: strcpy-unbounded
    return strcpy(copy, name);
}

void constants(char *out, int yes)
{
    // ok: strcpy-unbounded
    strcpy(out, DEFAULT_NAME);
    // ok: strcpy-unbounded
    strcpy(out, "a" "b");
    // ok: strcpy-unbounded
    strcpy(out, yes ? "yes" : "no");
    // ruleid: strcpy-unbounded
    strcpy(out, yes ? "yes" : out + 9);
    // ok: strcpy-unbounded
    out->strcpy(out, name);
}
