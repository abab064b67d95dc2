#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int copies(int fd, char *to)
{
    char greeting[8] = "hello";
    // ruleid: buffer-over-read
    write(fd, greeting, 64);
    // ok: buffer-over-read
    write(fd, greeting, sizeof(greeting));
    // ruleid: buffer-over-read
    memcpy(to, greeting, 16);
    // ok: buffer-over-read
    memcpy(to, greeting, 8);
    return 0;
}

int sum(const char *text)
{
    int table[4] = {1, 2, 3, 4}, total = 0, at = atoi(text);
    for (int i = 0; i <= 4; i++)
        // ruleid: buffer-over-read
        total += table[i];
    for (int i = 0; i < 4; i++)
        // ok: buffer-over-read
        total += table[i];
    if (at < 0 || at > 3)
        return -1;
    // ok: buffer-over-read
    return total + table[at];
}
