#include <stddef.h>

size_t length(struct list *list, struct list *other)
{
    size_t n = list->length;
    other->count++;
    // ruleid: check-after-use
    if (!list)
        return 0;
    // ruleid: check-after-use
    if (other == NULL)
        return 1;
    return n;
}

size_t fine(struct list *list, struct list *next)
{
    // ok: check-after-use
    if (!list)
        return 0;
    size_t n = list->length;
    struct list *tail = list->tail;
    // ok: check-after-use
    if (!tail)
        return n;
    use(next->length);
    next = find(list);
    // ok: check-after-use
    if (next == NULL)
        return 1;
    return n;
}

int conditional(struct list *list)
{
    int full = list && list->full;
    // ok: check-after-use
    if (!list)
        return 0;
    return full;
}
