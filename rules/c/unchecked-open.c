#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void unchecked(const char *name, char *line)
{
    // ruleid: unchecked-open
    FILE *in = fopen(name, "r");
    fgets(line, 10, in);
    fclose(in);
}

void closed(const char *name)
{
    // ruleid: unchecked-open
    FILE *out = fopen(name, "w");
    fclose(out);
}

void checked(const char *name, char *line)
{
    FILE *in;
    // ok: unchecked-open
    if ((in = fopen(name, "r")) == NULL)
        return;
    fgets(line, 10, in);
    fclose(in);
}

FILE *handed_on(const char *name)
{
    // ok: unchecked-open
    return fopen(name, "r");
}
