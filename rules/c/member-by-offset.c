void set(struct pair *pair, char *bytes) {
    char *p = &pair->first;
    char *q;
    q = &pair->first;
    // ruleid: member-by-offset
    *(int *)(p + sizeof(int)) = 5;
    // ruleid: member-by-offset
    *(int *)(q + 4) = 6;
    // ok: member-by-offset
    pair->second = 5;
    // ok: member-by-offset
    *(int *)(bytes + 4) = 6;
}
