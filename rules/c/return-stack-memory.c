#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *alias(int n)
{
    char text[16];
    char *p = text;
    snprintf(text, sizeof(text), "%d", n);
    // ruleid: return-stack-memory
    return p;
}

char *moved(int n)
{
    char text[16];
    snprintf(text, sizeof(text), "%d", n);
    // ruleid: return-stack-memory
    return text + 1;
}

char *fine(int n)
{
    static char text[16];
    char local[16], *p = local;
    p[0] = n;
    p = strdup(p);
    if (n)
        // ok: return-stack-memory
        return text;
    // ok: return-stack-memory
    return p;
}

bool number_of(int n)
{
    char text[16];
    // ok: return-stack-memory
    return text;
}

char *itself(int n)
{
    if (n) {
        char text[16];
        // ruleid: return-stack-memory
        return text;
    }
    char *text = make(n);
    // ok: return-stack-memory
    return text;
}

char *element(int n)
{
    char text[16];
    // ruleid: return-stack-memory
    return &text[n];
}
