int run(int s) {
    char command[256];
    if (recv(s, command, sizeof(command) - 1, 0) <= 0) return -1;
    // ruleid: input-to-command
    return system(command);
}
FILE *list(void) {
    char command[100] = "ls ";
    size_t used = strlen(command);
    char *folder = getenv("FOLDER");
    if (folder != NULL) strncat(command + used, folder, sizeof(command) - used - 1);
    // ruleid: input-to-command
    return popen(command, "r");
}
int fixed(void) {
    char answer[10];
    char command[100] = "ls ";
    strcat(command, "-l");
    if (fgets(answer, sizeof(answer), stdin) == NULL) return -1;
    // ok: input-to-command
    return system(command);
}
int constant(int s, char *line) {
    recv(s, line, 80, 0);
    // ok: input-to-command
    return system("sync");
}
