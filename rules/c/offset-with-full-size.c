int fill(int s, FILE *in, int at) {
    char line[100];
    // ruleid: offset-with-full-size
    at += recv(s, line + at, sizeof(line) - 1, 0);
    // ruleid: offset-with-full-size
    if (!fgets(&line[at], sizeof(line), in)) return -1;
    // ok: offset-with-full-size
    at += recv(s, line + at, sizeof(line) - at - 1, 0);
    // ok: offset-with-full-size
    if (!fgets(line, sizeof(line), in)) return -1;
    // ok: offset-with-full-size
    strlcpy(line + 1, name, sizeof(line) - 1);
    // ok: offset-with-full-size
    if (!fgets(&line[0], sizeof(line), in)) return -1;
    return at;
}
