#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void pipe_closed(void)
{
    FILE *ps = popen("ps", "r");
    if (ps)
        // ruleid: mismatched-release
        fclose(ps);
    ps = fopen("ps", "r");
    if (ps)
        // ok: mismatched-release
        fclose(ps);
}

void kernel(void)
{
    char *p = kmalloc(10, 0);
    if (p)
        // ruleid: mismatched-release
        free(p);
    p = kmalloc(10, 0);
    if (p)
        // ok: mismatched-release
        kfree(p);
}
