#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void outside(char *line)
{
    int n = atoi(line);
    // ruleid: unbounded-loop
    for (int i = 0; i < n; i++)
        work(i);
}

void scanned(FILE *in)
{
    int n, i = 0;
    if (fscanf(in, "%d", &n) != 1)
        return;
    // ruleid: unbounded-loop
    while (i < n)
        work(i++);
}

void limited(char *line, int most)
{
    int n = atoi(line), m = atoi(line);
    if (n > 100 || m > most)
        return;
    // ok: unbounded-loop
    for (int i = 0; i < n; i++)
        work(i);
    // ok: unbounded-loop
    for (int i = 0; i < m; i++)
        work(i);
}
