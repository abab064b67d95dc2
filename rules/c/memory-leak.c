#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int early(const char *name, int valid)
{
    // ruleid: memory-leak
    char *copy = strdup(name);
    if (!copy)
        return -1;
    if (!valid)
        return -1;
    free(copy);
    return 0;
}

void never(size_t n)
{
    // ruleid: memory-leak
    int *table = calloc(n, sizeof(int));
    if (table)
        table[0] = 1;
}

char *fine(const char *name, struct list *list)
{
    // ok: memory-leak
    char *copy = strdup(name), *other = strdup(name), *third = strdup(name);
    if (other == NULL)
        exit(1);
    list->name = other;
    keep(list, third);
    return copy;
}

int freed(const char *name)
{
    // ok: memory-leak
    char *copy = strdup(name);
    int length = copy ? (int)strlen(copy) : 0;
    free(copy);
    return length;
}
