int poke(void *stack) {
    // ruleid: fixed-address
    char *screen = (char *)0xb8000;
    // ruleid: fixed-address
    *(volatile int *)0x40021000 = 1;
    // ok: fixed-address
    void *none = (void *)0xdeadbeef;
    // ok: fixed-address
    void *failed = (void *)0xffffffff;
    // ok: fixed-address
    char *own = (char *)stack;
    return *screen + *own + (none == failed);
}
