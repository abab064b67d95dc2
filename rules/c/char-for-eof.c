int count(FILE *in) {
    char c;
    int d;
    int n = 0;
    // ruleid: char-for-eof
    while ((c = getc(in)) != EOF) n++;
    // ruleid: char-for-eof
    c = fgetc(in);
    if (c == EOF) return n;
    // ok: char-for-eof
    while ((d = getc(in)) != EOF) n++;
    return n;
}
int skip(FILE *in) {
    // ok: char-for-eof
    char c = getc(in);
    return c == ' ';
}
