#include <alloca.h>
#include <stdlib.h>

void release(struct user *user, char *given)
{
    char name[16];
    int number;
    char *pointers[4];
    char *stack = alloca(10);
    // ruleid: free-of-non-heap
    free(name);
    // ruleid: free-of-non-heap
    free(&number);
    // ruleid: free-of-non-heap
    free(stack);
    // ok: free-of-non-heap
    free(given);
    // ok: free-of-non-heap
    free(pointers[0]);
    // ok: free-of-non-heap
    free(&user->parent[-1]);
    // ok: free-of-non-heap
    free(user->name);
}
