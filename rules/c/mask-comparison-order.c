int check(int mode, struct file *file) {
    // ruleid: mask-comparison-order
    if (mode & S_IFMT == S_IFDIR) return 1;
    // ruleid: mask-comparison-order
    if (file->flags & 4 != 0) return 1;
    // ok: mask-comparison-order
    if ((mode & S_IFMT) == S_IFDIR) return 1;
    // ok: mask-comparison-order
    return file->flags & (mode == 4);
}
