#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void twice(FILE *file, int fd, int verbose)
{
    fclose(file);
    if (verbose)
        puts("done");
    // ruleid: closed-twice
    fclose(file);
    close(fd);
    // ruleid: closed-twice
    close(fd);
}

int fine(FILE *file, int fd, int failed)
{
    if (failed) {
        close(fd);
        return -1;
    }
    // ok: closed-twice
    close(fd);
    fclose(file);
    file = fopen("next", "r");
    if (!file)
        return -1;
    // ok: closed-twice
    fclose(file);
    return 0;
}
