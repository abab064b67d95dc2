#include <stdlib.h>

struct node *walk(struct node *node, int *total)
{
    while (node) {
        free(node);
        // ruleid: use-after-free
        node = node->next;
    }
    free(total);
    log_done();
    // ruleid: use-after-free
    *total = 0;
    return node;
}

void pass_on(struct node *node, char *name)
{
    free(name);
    // ruleid: use-after-free
    log_name("removed %s", name);
    // ok: use-after-free
    free(node->name);
    refill(node, &node->name);
}

char *give_back(char *text)
{
    free(text);
    // ruleid: use-after-free
    return text;
}

void fine(struct node *node, char *text, int again)
{
    free(text);
    text = malloc(10);
    if (text)
        // ok: use-after-free
        text[0] = 0;
    free(node->name);
    node->name = NULL;
    if (again) {
        free(node);
        return;
    }
    // ok: use-after-free
    node->id = 1;
    free(node);
    // ok: use-after-free
    node = malloc(sizeof(*node));
}
