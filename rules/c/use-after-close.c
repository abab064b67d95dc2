#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void after(FILE *log, int fd, char *buffer)
{
    fclose(log);
    // ruleid: use-after-close
    fprintf(log, "closed");
    close(fd);
    // ruleid: use-after-close
    write(fd, buffer, 1);
}

void before(FILE *log, int fd, char *buffer, int done)
{
    // ok: use-after-close
    fprintf(log, "closing");
    if (done) {
        fclose(log);
        log = NULL;
    }
    close(fd);
    fd = 2;
    // ok: use-after-close
    write(fd, buffer, 1);
}
