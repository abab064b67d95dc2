#include <stdio.h>

int read_name(void)
{
    char line[80];
    // ruleid: gets
    gets(line);
    // ruleid: gets
    if (gets(line) == NULL)
        return -1;
    // ok: gets
    return fgets(line, sizeof(line), stdin) ? 0 : -1;
}

void other_gets(struct port *port, char *line)
{
    // ok: gets
    port->gets(line);
    // ok: gets
    my_gets(line);
}
