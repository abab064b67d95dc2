int where(char *path, char *name, size_t size) {
    // ruleid: obsolete-function
    getwd(path);
    // ruleid: obsolete-function
    wsprintfA(path, "%s", name);
    // ok: obsolete-function
    if (getcwd(path, size) == NULL) return -1;
    // ok: obsolete-function
    snprintf(path, size, "%s", name);
    return 0;
}
