#include <string.h>

int handle(const char *text, size_t length, int unused[length])
{
    const int fixed = 10;
    int count = 2 * strlen(text);
    // ruleid: variable-length-array
    char copy[length];
    // ruleid: variable-length-array
    int table[count + 1];
    // ok: variable-length-array
    char small[fixed];
    // ok: variable-length-array
    char named[MAX_NAME + 1];
    // ok: variable-length-array
    char by_type[sizeof(count) * 3];
    // ok: variable-length-array
    char global_size[enum_constant];
    return copy[length - 1];
}
