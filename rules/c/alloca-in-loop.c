void collect(struct list *list, size_t length) {
    while (next(list)) {
        // ruleid: alloca-in-loop
        list->name = alloca(length);
    }
    for (int i = 0; i < 10; i++) {
        // ruleid: alloca-in-loop
        list->text = strdupa(list->name);
    }
    // ok: alloca-in-loop
    list->name = alloca(length);
    // ok: alloca-in-loop
    while (next(list)) list->name = malloc(length);
}
