int check(void) {
    // ruleid: function-as-condition
    if (getuid == 0) return 1;
    // ruleid: function-as-condition
    if (getlogin != NULL) return 2;
    // ok: function-as-condition
    if (getuid() == 0) return 1;
    // ok: function-as-condition
    if (handler != NULL) return 2;
    return 0;
}
