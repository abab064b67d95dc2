#include <stdio.h>
#include <stdlib.h>
#include <string.h>

FILE *read_in(FILE *in)
{
    char name[50] = "";
    if (fgets(name, sizeof(name), in) == NULL)
        return NULL;
    // ruleid: tainted-path
    return fopen(name, "w");
}

FILE *environment(void)
{
    char *home = getenv("CONFIG"), path[200];
    if (home == NULL)
        return NULL;
    strcpy(path, home);
    strcat(path, "/config");
    // ruleid: tainted-path
    return fopen(path, "r");
}

FILE *known(const char *name)
{
    char path[100] = "/etc/";
    strcat(path, "config");
    // ok: tainted-path
    return fopen(path, "r");
}

FILE *checked(FILE *in)
{
    char name[50] = "";
    if (fgets(name, sizeof(name), in) == NULL || strchr(name, '/'))
        return NULL;
    // ok: tainted-path
    return fopen(name, "w");
}
