#include <stdlib.h>
#include <string.h>

int direct(char **argv, int *table)
{
    // ruleid: atoi-index
    char *room = malloc(atoi(argv[1]));
    // ruleid: atoi-index
    return table[atoi(argv[2])];
}

int stored(const char *text, int *table)
{
    // ruleid: atoi-index
    int i = atoi(text);
    // ok: atoi-index
    int other = atoi(text);
    table[i] = other;
    return 0;
}

int checked(const char *text, int *table, int size)
{
    int i;
    // ok: atoi-index
    i = atoi(text);
    if (i < 0 || i >= size)
        return -1;
    return table[i];
}
