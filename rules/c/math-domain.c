double root(double x) {
    // ruleid: math-domain
    double a = sqrt(-1);
    // ruleid: math-domain
    double b = log((double)-2.5);
    // ok: math-domain
    double c = sqrt(2);
    // ok: math-domain
    return a + b + c + log(x);
}
double checked(void) {
    errno = 0;
    // ok: math-domain
    double d = sqrt(-1);
    return errno == EDOM ? 0 : d;
}
