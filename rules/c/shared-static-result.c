void split(char *line, time_t now, struct tm *out) {
    char *rest;
    // ruleid: shared-static-result
    char *word = strtok(line, " ");
    // ruleid: shared-static-result
    use(word, localtime(&now));
    // ok: shared-static-result
    word = strtok_r(line, " ", &rest);
    // ok: shared-static-result
    localtime_r(&now, out);
}
