#include <stdint.h>
#include <stdlib.h>

void *image(struct header *h, size_t width, size_t height)
{
    // ruleid: allocation-overflow
    void *a = malloc(width * height);
    // ruleid: allocation-overflow
    a = realloc(a, h->rows * h->columns);
    // ruleid: allocation-overflow
    a = xmalloc(width * height + 1);
    // ok: allocation-overflow
    a = calloc(width, height);
    // ok: allocation-overflow
    a = malloc(width * 4);
    // ok: allocation-overflow
    a = malloc(width * sizeof(int));
    // ok: allocation-overflow
    a = malloc(width * ROW_BYTES);
    return a;
}

void *checked(size_t width, size_t height)
{
    if (width && height > SIZE_MAX / width)
        return NULL;
    // ok: allocation-overflow
    return malloc(width * height);
}
