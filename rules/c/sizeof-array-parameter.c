#include <string.h>

void clear(char key[32], int values[])
{
    char local[32];
    // ruleid: sizeof-array-parameter
    memset(key, 0, sizeof(key));
    // ruleid: sizeof-array-parameter
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        values[i] = 0;
    // ok: sizeof-array-parameter
    memset(local, 0, sizeof(local));
    // ok: sizeof-array-parameter
    values[0] = sizeof(values[0]);
}

void by_pointer(char (*key)[32])
{
    // ok: sizeof-array-parameter
    memset(*key, 0, sizeof(*key));
}
