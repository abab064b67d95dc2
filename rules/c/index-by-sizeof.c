#include <stddef.h>

void terminate(struct name *name)
{
    char buffer[16];
    int table[4];
    // ruleid: index-by-sizeof
    buffer[sizeof(buffer)] = '\0';
    // ruleid: index-by-sizeof
    name->text[sizeof(name->text)] = 0;
    // ruleid: index-by-sizeof
    for (size_t i = 0; i <= sizeof(table) / sizeof(table[0]); i++)
        table[i] = 0;
    // ok: index-by-sizeof
    for (size_t i = 0; i < sizeof(buffer); i++)
        buffer[i] = 0;
    // ok: index-by-sizeof
    buffer[sizeof(buffer) - 1] = '\0';
    // ok: index-by-sizeof
    char *end = &buffer[sizeof(buffer)];
    // ok: index-by-sizeof
    if (end - buffer <= sizeof(buffer))
        buffer[0] = 'x';
}
