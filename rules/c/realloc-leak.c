#include <stdlib.h>

int grow(struct list *list, char *buffer, size_t size)
{
    char *larger;
    // ruleid: realloc-leak
    buffer = realloc(buffer, size);
    // ruleid: realloc-leak
    list->items = (int *)realloc(list->items, size * sizeof(int));
    // ruleid: realloc-leak
    if ((buffer = realloc(buffer, 2 * size)) == NULL)
        return -1;
    // ok: realloc-leak
    larger = realloc(buffer, size);
    // ok: realloc-leak
    buffer = xrealloc(buffer, size);
    return larger != NULL;
}

char *first(size_t n)
{
    char *p = NULL;
    // ok: realloc-leak
    p = (char *)realloc(p, n);
    return p;
}
