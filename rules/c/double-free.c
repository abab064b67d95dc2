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

void lists(struct node *list, struct node *all, struct node **head, int n)
{
    while (list) {
        struct node *old = list;
        list = list->next;
        // ok: double-free
        free(old->name);
        // ok: double-free
        free(old);
    }
    for (int i = 0; i < n; i++) {
        struct node *one = &all[i];
        // ok: double-free
        free(one->name);
    }
    for (int i = 0; i < n; i++, all = all->next)
        // ok: double-free
        free(all->name);
    while (*head) {
        struct node *old = *head;
        *head = old->next;
        while (old->names) {
            struct node *name = old->names;
            old->names = name->next;
            // ok: double-free
            free(name->text);
            // ok: double-free
            free(name);
        }
        // ok: double-free
        free(old);
    }
}

void same_in_every_turn(struct node *list, struct node *kept, struct node *one)
{
    while (list) {
        struct node *old = list;
        list = list->next;
        // ruleid: double-free
        free(kept->name);
        free(old->name);
        log_removed(one);
        // ruleid: double-free
        free(old->name);
    }
}
