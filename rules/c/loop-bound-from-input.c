int rows(const char *line, struct table *table) {
    int i, count;
    if (sscanf(line, "%d", &count) != 1) return -1;
    // ruleid: loop-bound-from-input
    for (i = 0; i < count; i++) add_row(table);
    return 0;
}
int columns(const char *line, struct table *table) {
    size_t i;
    int count = atoi(line);
    // ruleid: loop-bound-from-input
    for (i = 0; i < (size_t)count; i++) add_column(table);
    return 0;
}
int limited(const char *line, struct table *table) {
    int i, count;
    if (sscanf(line, "%d", &count) != 1 || count > 100) return -1;
    // ok: loop-bound-from-input
    for (i = 0; i < count; i++) add_row(table);
    // ok: loop-bound-from-input
    for (i = 0; i < 10; i++) add_row(table);
    return 0;
}
