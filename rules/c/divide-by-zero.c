#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int outside(char *text, int total)
{
    int parts = atoi(text);
    // ruleid: divide-by-zero
    return total / parts;
}

int known(int total, int parts)
{
    if (parts == 0)
        // ruleid: divide-by-zero
        return total % parts;
    // ok: divide-by-zero
    return total / parts;
}

int checked(char *text, int total)
{
    int parts = atoi(text);
    if (parts != 0)
        // ok: divide-by-zero
        total /= parts;
    // ok: divide-by-zero
    return parts > 0 ? total / parts : 0;
}
