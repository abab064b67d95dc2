#include <stdio.h>

void describe(char **names, int count, char *out, size_t size)
{
    char buf[100];
    size_t n = 0, at = 0;
    for (int i = 0; i < count; i++)
        // ruleid: snprintf-offset
        n += snprintf(buf + n, sizeof(buf) - n, "%s,", names[i]);
    // ruleid: snprintf-offset
    at += snprintf(&out[at], size - at, "%d", count);
    // ok: snprintf-offset
    n = snprintf(buf, sizeof(buf), "%d", count);
    // ok: snprintf-offset
    at += scnprintf(out + at, size - at, "%d", count);
}

int compared(char **names, int count, char *out, size_t size)
{
    size_t n = 0;
    for (int i = 0; i < count; i++) {
        // ok: snprintf-offset
        n += snprintf(out + n, size - n, "%s,", names[i]);
        if (n >= size)
            return -1;
    }
    return 0;
}
