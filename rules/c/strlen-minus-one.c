#include <stdio.h>
#include <string.h>

void chomp(char *line, FILE *in)
{
    fgets(line, 100, in);
    // ruleid: strlen-minus-one
    line[strlen(line) - 1] = '\0';
    // ruleid: strlen-minus-one
    if (line[strlen(line) - 1] == '/')
        puts("folder");
}

int guarded(char *line, char *other)
{
    // ok: strlen-minus-one
    if (*line && line[strlen(line) - 1] == '\n')
        return 1;
    if (strlen(other) > 0) {
        // ok: strlen-minus-one
        other[strlen(other) - 1] = '\0';
    }
    // ok: strlen-minus-one
    other[strcspn(other, "\n")] = '\0';
    return 0;
}

int early(const char *line)
{
    if (!line[0])
        return 0;
    // ok: strlen-minus-one
    return line[strlen(line) - 1] == '/';
}
