int size(const char *text) {
    double ratio = atof(text);
    // ruleid: float-to-integer
    return (int)ratio;
}
int root(const char *text) {
    double square;
    square = strtod(text, NULL);
    // ruleid: float-to-integer
    return (int)sqrt(square);
}
int checked(const char *text, double given) {
    double ratio = atof(text);
    if (ratio < 0 || ratio > 100) return -1;
    // ok: float-to-integer
    return (int)ratio;
}
int other(double given) {
    // ok: float-to-integer
    return (int)given;
}
