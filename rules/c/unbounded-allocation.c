#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *outside(char *line)
{
    unsigned long n = strtoul(line, NULL, 10);
    // ruleid: unbounded-allocation
    return malloc(n);
}

int *items(char *line)
{
    int n;
    if (sscanf(line, "%d", &n) != 1 || n < 0)
        return NULL;
    // ruleid: unbounded-allocation
    return malloc(n * sizeof(int));
}

char *checked(char *line, size_t most)
{
    unsigned long n = strtoul(line, NULL, 10);
    if (n > most)
        return NULL;
    // ok: unbounded-allocation
    return malloc(n);
}

char *limited(char *line)
{
    int n = atoi(line);
    if (n < 1 || n > 1000)
        return NULL;
    // ok: unbounded-allocation
    return malloc(n);
}
