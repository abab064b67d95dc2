#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int convert(const char *name, char *cmd)
{
    // ruleid: command-injection
    int failed = system(cmd);
    // ruleid: command-injection
    FILE *pipe = popen(name, "r");
    // ruleid: command-injection
    execl("/bin/sh", "sh", "-c", cmd, (char *)NULL);
    // ok: command-injection
    execl("/bin/ls", "ls", "-l", name, (char *)NULL);
    // ok: command-injection
    system("sync");
    // ok: command-injection
    system(CLEAR_COMMAND);
    // ok: command-injection
    return file_system(cmd) || system(NULL);
}
