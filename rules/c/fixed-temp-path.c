int start(void) {
    // ruleid: fixed-temp-path
    FILE *log = fopen("/tmp/app.log", "w");
    // ruleid: fixed-temp-path
    int lock = open("/var/tmp/app.lock", O_CREAT | O_RDWR, 0600);
    // ok: fixed-temp-path
    int safe = open("/tmp/app.lock", O_CREAT | O_EXCL, 0600);
    // ok: fixed-temp-path
    FILE *in = fopen("/tmp/app.log", "r");
    return lock + safe + (log == in);
}
