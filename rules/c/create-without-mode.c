int make(int folder, const char *path) {
    // ruleid: create-without-mode
    int a = open(path, O_WRONLY | O_CREAT);
    // ruleid: create-without-mode
    int b = openat(folder, path, O_CREAT | O_EXCL);
    // ok: create-without-mode
    int c = open(path, O_WRONLY | O_CREAT, 0600);
    // ok: create-without-mode
    int d = open(path, O_WRONLY);
    return a + b + c + d;
}
