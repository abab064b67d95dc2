int sum(void) {
    char flag = 1;
    short half;
    int whole = 3;
    void *value = NULL;
    void *other = NULL;
    value = &flag;
    other = &whole;
    // ruleid: wider-read
    int a = *((int *)value);
    // ruleid: wider-read
    long b = *(long *)&half;
    // ok: wider-read
    int c = *(int *)other;
    // ok: wider-read
    char d = *(char *)value;
    return a + b + c + d;
}
