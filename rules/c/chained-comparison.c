int get(int *table, int index, int a, int b) {
    // ruleid: chained-comparison
    if (0 <= index < 10) return table[index];
    // ruleid: chained-comparison
    while (a > b > 2) a--;
    // ok: chained-comparison
    if (0 <= index && index < 10) return table[index];
    // ok: chained-comparison
    return (a < b) == (b < 2);
}
