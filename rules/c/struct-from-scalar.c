int first(void) {
    void *data;
    int code = 100;
    data = &code;
    // ruleid: struct-from-scalar
    return ((struct pair *)data)->second;
}
void second(void) {
    void *data = NULL;
    long code;
    data = &code;
    // ruleid: struct-from-scalar
    show((Pair *)data);
}
int third(void) {
    void *data;
    struct pair pair = {1, 2};
    int code = 100;
    data = &pair;
    // ok: struct-from-scalar
    return ((struct pair *)data)->second + code;
}
int fourth(void) {
    void *data;
    int code = 100;
    data = &code;
    // ok: struct-from-scalar
    return *(int *)data;
}
