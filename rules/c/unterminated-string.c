#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void copied(const char *from)
{
    char name[16];
    strncpy(name, from, sizeof(name));
    // ruleid: unterminated-string
    puts(name);
    name[sizeof(name) - 1] = 0;
    // ok: unterminated-string
    puts(name);
}

size_t received(int fd)
{
    char line[100], other[100] = "";
    int n = recv(fd, line, sizeof(line), 0);
    // ruleid: unterminated-string
    size_t length = strlen(line);
    if (n < 0)
        return length;
    recv(fd, other, sizeof(other) - 1, 0);
    // ok: unterminated-string
    length += strlen(other);
    line[n] = 0;
    // ok: unterminated-string
    return length + strlen(line);
}
