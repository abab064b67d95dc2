#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int outside(char *text)
{
    int table[10] = {0};
    int n = atoi(text);
    if (n < 10)
        // ruleid: buffer-underread
        return table[n];
    return 0;
}

void moved(char *to)
{
    char buffer[64] = "text";
    char *at = buffer - 8;
    // ruleid: buffer-underread
    memcpy(to, at, 8);
    // ok: buffer-underread
    memcpy(to, at + 8, 8);
}

int fine(char *text)
{
    int table[10] = {0};
    int n = atoi(text);
    if (n < 0 || n >= 10)
        return -1;
    // ok: buffer-underread
    return table[n];
}
