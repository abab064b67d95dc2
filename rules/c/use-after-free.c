#include <stdlib.h>

struct node *walk(struct node *node, int *total)
{
    while (node) {
        // ruleid: use-after-free
        free(node);
        node = node->next;
    }
    // ruleid: use-after-free
    free(total);
    log_done();
    *total = 0;
    return node;
}

void pass_on(struct node *node, char *name)
{
    // ruleid: use-after-free
    free(name);
    log_name("removed %s", name);
    // ok: use-after-free
    free(node->name);
    refill(node, &node->name);
}

char *give_back(char *text)
{
    // ruleid: use-after-free
    free(text);
    return text;
}

void fine(struct node *node, char *text, int again)
{
    // ok: use-after-free
    free(text);
    text = malloc(10);
    text[0] = 0;
    // ok: use-after-free
    free(node->name);
    node->name = NULL;
    if (again) {
        // ok: use-after-free
        free(node);
        return;
    }
    // ok: use-after-free
    free(node);
    node = malloc(sizeof(*node));
}
