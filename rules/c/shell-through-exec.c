void run(char *command, char *name) {
    // ruleid: shell-through-exec
    char *shell[] = {"sh", "-c", command, NULL};
    execv("/bin/sh", shell);
    // ruleid: shell-through-exec
    WinExec(command, 0);
    // ok: shell-through-exec
    char *convert[] = {"convert", "--", name, NULL};
    execv("/usr/bin/convert", convert);
    // ok: shell-through-exec
    WinExec("notepad.exe", 0);
}
