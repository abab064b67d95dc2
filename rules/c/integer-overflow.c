#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

int outside(char *text)
{
    int n = atoi(text);
    // ruleid: integer-overflow
    int next = n + 1;
    if (n < 100)
        // ok: integer-overflow
        next = n + 1;
    return next;
}

int limit(int n)
{
    int most = INT_MAX;
    // ruleid: integer-overflow
    most++;
    // ok: integer-overflow
    return n + 1;
}

int scanned(FILE *in, int limit)
{
    int n = 0;
    fscanf(in, "%d", &n);
    if (n < limit)
        // ok: integer-overflow
        return n + 1;
    return 0;
}

int both(char *text, char *other)
{
    int n = atoi(text), m = atoi(other);
    // ruleid: integer-overflow
    int seconds = n * 60;
    // ok: integer-overflow
    return seconds ? n - m : 0;
}
