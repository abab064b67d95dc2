#include <stdio.h>
#include <stdlib.h>

FILE *scratch(char *template)
{
    // ruleid: insecure-temp-file
    char *path = tmpnam(NULL);
    // ruleid: insecure-temp-file
    if (!mktemp(template))
        return NULL;
    // ok: insecure-temp-file
    int fd = mkstemp(template);
    // ok: insecure-temp-file
    return fd < 0 ? tmpfile() : fopen(path, "w");
}
