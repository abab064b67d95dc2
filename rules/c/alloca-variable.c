#include <alloca.h>
#include <string.h>

void stack_copies(const char *name, size_t length)
{
    // ruleid: alloca-variable
    char *copy = alloca(strlen(name) + 1);
    // ruleid: alloca-variable
    void *room = __builtin_alloca(length);
    // ok: alloca-variable
    void *fixed = alloca(128);
    // ok: alloca-variable
    struct user *user = alloca(sizeof(struct user));
    // ok: alloca-variable
    void *heap = my_alloca(length);
}
