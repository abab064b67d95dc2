void clear(int *a, long b[10]) {
    // ruleid: array-length-of-pointer
    int n = sizeof(a) / sizeof(a[0]);
    // ruleid: array-length-of-pointer
    int m = sizeof(b) / sizeof(*b);
    int c[10];
    // ok: array-length-of-pointer
    int k = sizeof(c) / sizeof(c[0]);
    // ok: array-length-of-pointer
    int size = sizeof(*a) / sizeof(char);
    use(n, m, k, size);
}
