#include <string.h>

void wipe(char *key, size_t length)
{
    // ruleid: memset-swapped
    memset(key, length, 0);
    // ruleid: memset-swapped
    memset(key, 0xff, 0);
    // ok: memset-swapped
    memset(key, 0, length);
    // ok: memset-swapped
    memset(key, 0, sizeof(int));
}
