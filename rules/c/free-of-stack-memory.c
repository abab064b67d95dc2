#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void local(void)
{
    char buffer[64];
    char *p = buffer;
    // ruleid: free-of-stack-memory
    free(p);
}

void literal(void)
{
    char *p = "text";
    puts(p);
    // ruleid: free-of-stack-memory
    free(p);
}

void fine(int n)
{
    char buffer[64], *p = buffer;
    p = malloc(n);
    puts(buffer);
    // ok: free-of-stack-memory
    free(p);
}

void either(int n)
{
    char buffer[64], *p = buffer;
    if (n > 64)
        p = malloc(n);
    if (p != buffer)
        // ok: free-of-stack-memory
        free(p);
}
