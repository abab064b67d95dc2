#include <stdio.h>

static int counter;
int declared_only(int);

int add(int a, int b)
{
    return a + b;
}

static inline struct node *next(struct node *n) { return n->next; }

void
name_on_its_own_line(const char *text, ...)
{
    puts(text);
}

// expect: add 6-9
// expect: next 11-11
// expect: name_on_its_own_line 13-17
