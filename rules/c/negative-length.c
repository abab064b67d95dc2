#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void outside(char *text, char *to, const char *from)
{
    int n = atoi(text);
    if (n < 100)
        // ruleid: negative-length
        memcpy(to, from, n);
    if (n > 0 && n < 100)
        // ok: negative-length
        memcpy(to, from, n);
}

char *known(char *to)
{
    short n = -1;
    // ruleid: negative-length
    memset(to, 0, n);
    n = 10;
    // ok: negative-length
    return malloc(n);
}
