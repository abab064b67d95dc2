void read_all(FILE *in, char *line) {
    // ruleid: feof-loop
    while (!feof(in)) {
        fgets(line, 80, in);
        handle(line);
    }
    // ruleid: feof-loop
    while (!feof(in)) handle(next(in));
    // ok: feof-loop
    while (fgets(line, 80, in)) handle(line);
    // ok: feof-loop
    while (!feof(in)) {
        if (!fgets(line, 80, in)) break;
    }
}
