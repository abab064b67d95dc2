#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void copies(const char *record)
{
    char name[16];
    char small[8], large[32];
    // ruleid: stack-overflow-write
    memcpy(name, record, 32);
    // ok: stack-overflow-write
    memcpy(name, record, sizeof(name));
    memset(large, 'x', sizeof(large) - 1);
    large[sizeof(large) - 1] = 0;
    // ruleid: stack-overflow-write
    strcpy(small, large);
    // ok: stack-overflow-write
    memcpy(large, record, sizeof(small));
}

void loops(int *table, int n)
{
    int counts[10];
    for (int i = 0; i <= 10; i++)
        // ruleid: stack-overflow-write
        counts[i] = table[i];
    for (int i = 0; i < 10; i++)
        // ok: stack-overflow-write
        counts[i] = table[i];
    if (n >= 0 && n < 10)
        // ok: stack-overflow-write
        counts[n] = 1;
}

void outside(char *text)
{
    int counts[10];
    int n = atoi(text);
    if (n >= 0)
        // ruleid: stack-overflow-write
        counts[n] = 1;
    if (n >= 0 && n < 10)
        // ok: stack-overflow-write
        counts[n] = 1;
}
