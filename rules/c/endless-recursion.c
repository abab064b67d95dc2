static void walk(struct node *node) {
    visit(node);
    // ruleid: endless-recursion
    walk(node->next);
}
static void loop(void) {
    // ruleid: endless-recursion
    loop();
}
static void ended(struct node *node) {
    if (node == NULL) return;
    // ok: endless-recursion
    ended(node->next);
}
static void other(struct node *node) {
    // ok: endless-recursion
    walk(node->next);
}
