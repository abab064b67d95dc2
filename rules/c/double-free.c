#include <stdio.h>
#include <stdlib.h>

void twice(struct entry *entry, char *p, FILE *file)
{
    free(entry->name);
    log_removed(entry);
    // ruleid: double-free
    free(entry->name);
    free(file->buffer);
    if (p)
        log_removed(entry);
    // ruleid: double-free
    free(file->buffer);
    // ok: double-free
    free(p);
}

void fine(struct entry *entry, char *p, char *q, int kind)
{
    free(p);
    p = NULL;
    // ok: double-free
    free(p);
    free(q);
    renew(&q);
    // ok: double-free
    free(q);
    switch (kind) {
    case 1:
        free(entry->name);
        break;
    default:
        // ok: double-free
        free(entry->name);
    }
    if (kind == 2) {
        free(entry);
        return;
    }
    // ok: double-free
    free(entry);
}

void labels(char *p, int failed)
{
    if (failed)
        goto out;
    free(p);
    return;
out:
    // ok: double-free
    free(p);
}
