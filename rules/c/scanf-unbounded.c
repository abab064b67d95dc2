#include <stdio.h>

int words(FILE *in, const char *text)
{
    char word[32], other[32];
    int n;
    // ruleid: scanf-unbounded
    if (fscanf(in, "%s", word) != 1)
        return -1;
    // ruleid: scanf-unbounded
    sscanf(text, "%d %[a-z]", &n, word);
    // ok: scanf-unbounded
    sscanf(text, "%31s %31[^ ]", word, other);
    // ok: scanf-unbounded
    scanf("%d", &n);
    // ok: scanf-unbounded
    scanf("%*s %d", &n);
    return n;
}
