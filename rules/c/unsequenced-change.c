void fill(int *a, int *b, int i) {
    // ruleid: unsequenced-change
    i = i++;
    // ruleid: unsequenced-change
    a[i] = i++;
    // ruleid: unsequenced-change
    a[i++] = b[i];
    // ok: unsequenced-change
    a[i++] = 0;
    // ok: unsequenced-change
    i = i + 1;
}
