int get(int *table, int i, unsigned char *bytes) {
    int *p = table;
    // ruleid: pointer-scaled-twice
    int first = *(p + i * sizeof(int));
    // ruleid: pointer-scaled-twice
    int second = *(table + (2 * sizeof(*table)));
    // ok: pointer-scaled-twice
    int third = *(p + i);
    // ok: pointer-scaled-twice
    int *fourth = (int *)(bytes + i * sizeof(int));
    return first + second + third + *fourth;
}
