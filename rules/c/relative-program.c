void restart(const char *command) {
    // ruleid: relative-program
    system("reboot");
    // ruleid: relative-program
    execlp("ls", "ls", "-l", NULL);
    // ok: relative-program
    system("/sbin/reboot");
    // ok: relative-program
    system(command);
}
