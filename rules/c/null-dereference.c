#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int found(struct user *user)
{
    if (user == NULL)
        puts("no user");
    // ruleid: null-dereference
    return user->id;
}

int both(struct user *user, int force)
{
    if (!user && force)
        // ruleid: null-dereference
        return user->id;
    if (user && user->id)
        // ok: null-dereference
        return user->id;
    return 0;
}

int set(int want)
{
    int *p = NULL;
    if (want)
        p = &want;
    if (want)
        // ok: null-dereference
        return *p;
    p = NULL;
    // ruleid: null-dereference
    return *p;
}
