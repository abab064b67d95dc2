void *load(void) {
    // ruleid: library-from-environment
    void *a = dlopen(getenv("APP_PLUGIN"), RTLD_NOW);
    char *editor = getenv("EDITOR");
    // ruleid: library-from-environment
    execlp(editor, editor, "notes", NULL);
    // ok: library-from-environment
    void *b = dlopen("/usr/lib/app/plugin.so", RTLD_NOW);
    // ok: library-from-environment
    execlp("vi", "vi", editor, NULL);
    return a ? a : b;
}
