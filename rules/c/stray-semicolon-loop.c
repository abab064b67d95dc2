void clear(int *table, int n, char *p) {
    int i;
    // ruleid: stray-semicolon-loop
    for (i = 0; i < n; i++);
    {
        table[i] = 0;
    }
    // ruleid: stray-semicolon-loop
    while (i < n); {
        i++;
    }
    // ok: stray-semicolon-loop
    while (*p++);
    // ok: stray-semicolon-loop
    for (i = 0; i < n; i++) {
        table[i] = 0;
    }
}
