void show(const char *name, int *width) {
    // ruleid: percent-n
    printf("%s%n\n", name, width);
    // ruleid: percent-n
    fprintf(stderr, "%hhn", width);
    // ok: percent-n
    printf("100%%n");
    // ok: percent-n
    sscanf(name, "%d%n", width, width);
}
