int check(struct signature *signature, int given) {
    // ruleid: variable-never-read
    int status;
    // ruleid: variable-never-read
    long total = 0;
    // ok: variable-never-read
    int used = 0;
    // ok: variable-never-read
    volatile int touched;
    touched = 1;
    status = verify(signature);
    total = given;
    used = given;
    return used;
}
