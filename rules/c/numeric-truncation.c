#include <stdio.h>
#include <stdlib.h>
#include <string.h>

short outside(char *text)
{
    int n = atoi(text);
    // ruleid: numeric-truncation
    short length = n;
    if (n >= 0 && n < 1000)
        // ok: numeric-truncation
        length = n;
    return length;
}

char cast(FILE *in)
{
    int n = 0;
    fscanf(in, "%d", &n);
    // ruleid: numeric-truncation
    char c = (char)n;
    n &= 0x7f;
    // ok: numeric-truncation
    return (char)n + c;
}
