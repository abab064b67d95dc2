#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void block(void)
{
    int *p = malloc(sizeof(int));
    int *q = calloc(1, sizeof(int));
    if (!p || !q)
        exit(1);
    // ruleid: uninitialised-memory
    printf("%d", *p);
    // ok: uninitialised-memory
    printf("%d", *q);
    free(p);
    free(q);
}

int array(int n)
{
    int numbers[4], zeros[4] = {0};
    // ruleid: uninitialised-memory
    n += numbers[1];
    numbers[0] = n;
    // ok: uninitialised-memory
    return numbers[0] + zeros[1];
}
