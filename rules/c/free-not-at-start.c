#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void moved(void)
{
    char *text = strdup("abc");
    if (!text)
        return;
    text++;
    // ruleid: free-not-at-start
    free(text);
}

void stepped(const char *from)
{
    char *text = malloc(10), *at = text;
    if (!text)
        return;
    strcpy(text, from);
    text += 2;
    // ruleid: free-not-at-start
    free(text);
    // ok: free-not-at-start
    free(at);
}

void back(void)
{
    char *text = malloc(10);
    if (!text)
        return;
    text += 2;
    text -= 2;
    // ok: free-not-at-start
    free(text);
}
