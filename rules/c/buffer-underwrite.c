#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void outside(char *text)
{
    int table[10];
    int n = atoi(text);
    if (n < 10)
        // ruleid: buffer-underwrite
        table[n] = 1;
    if (n >= 0 && n < 10)
        // ok: buffer-underwrite
        table[n] = 1;
}

void moved(const char *from)
{
    char buffer[64];
    char *at = buffer - 8, *inside = buffer + 8;
    // ruleid: buffer-underwrite
    memcpy(at, from, 16);
    // ok: buffer-underwrite
    memcpy(inside, from, 16);
    // ok: buffer-underwrite
    inside[-4] = 0;
}
