#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void read_in(FILE *in)
{
    char command[100] = "ls ", name[50];
    if (fgets(name, sizeof(name), in) == NULL)
        return;
    strcat(command, name);
    // ruleid: tainted-command
    system(command);
    // ok: tainted-command
    system("ls");
}

void environment(void)
{
    char *shell = getenv("SHELL");
    if (shell)
        // ruleid: tainted-command
        system(shell);
}

void known(void)
{
    char command[100] = "ls ";
    strcat(command, "-l");
    // ok: tainted-command
    system(command);
}
