#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void read_in(FILE *in)
{
    char line[50] = "", copy[60];
    if (fgets(line, sizeof(line), in) == NULL)
        return;
    // ruleid: tainted-format
    printf(line);
    // ruleid: tainted-format
    snprintf(copy, sizeof(copy), line);
    // ok: tainted-format
    printf("%s", line);
    // ok: tainted-format
    snprintf(copy, sizeof(copy), "%s", line);
}

void environment(void)
{
    char *text = getenv("GREETING");
    if (text)
        // ruleid: tainted-format
        fprintf(stderr, text);
    if (text)
        // ok: tainted-format
        fprintf(stderr, "%s", text);
}
