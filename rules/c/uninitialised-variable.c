#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int never(int n)
{
    int total, count;
    // ruleid: uninitialised-variable
    total += n;
    count = n;
    // ok: uninitialised-variable
    return count;
}

int jumped(int n)
{
    int value;
    if (n > 3)
        goto out;
    value = 1;
out:
    // ruleid: uninitialised-variable
    return value;
}

int fine(int n)
{
    int value, other, third;
    if (n)
        value = 1;
    else
        value = 2;
    fill(&other);
    if (n)
        third = 1;
    if (n)
        // ok: uninitialised-variable
        value += third;
    // ok: uninitialised-variable
    return value + other + sizeof(third);
}
