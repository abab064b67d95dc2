#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

int outside(char *text)
{
    int n = atoi(text);
    // ruleid: integer-underflow
    int next = n - 1;
    if (n > -100)
        // ok: integer-underflow
        next = n - 1;
    return next;
}

int limit(int n)
{
    int most = INT_MIN;
    // ruleid: integer-underflow
    most--;
    // ok: integer-underflow
    return n - 1;
}

int scanned(FILE *in, int limit)
{
    int n = 0;
    fscanf(in, "%d", &n);
    if (n > limit)
        // ok: integer-underflow
        return n - 1;
    return 0;
}

int both(char *text, char *other)
{
    int n = atoi(text), m = atoi(other);
    // ok: integer-underflow
    int seconds = n * 60;
    // ruleid: integer-underflow
    return seconds ? n - m : 0;
}
