/* Made-up code with flaws, for a first look at vscan. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct item {
    char name[32];
    unsigned count;
};

static struct item *shelf;
static unsigned shelf_size;

int grow_shelf(unsigned rows, unsigned columns)
{
    struct item *bigger = malloc(rows * columns);
    memcpy(bigger, shelf, shelf_size * sizeof(*shelf));
    free(shelf);
    shelf = bigger;
    shelf_size = rows * columns;
    return 0;
}

void rename_item(unsigned index, const char *name)
{
    strcpy(shelf[index].name, name);
}

int read_command(char *line)
{
    char buffer[64];
    gets(buffer);
    sprintf(line, "run %s", buffer);
    return system(line);
}

void report_item(const struct item *item)
{
    char text[16];
    sprintf(text, "%s: %u", item->name, item->count);
    printf(text);
}

unsigned total(void)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < shelf_size; i++)
        sum += shelf[i].count;
    return sum;
}
