void (*signal_of(int number, void (*handler)(int)))(int)
{
    return handler;
}

int (parenthesized)(int x)
{
    return x;
}

const struct { int x; } *anonymous(void)
{
    return 0;
}

int *(*table(void))[3]
{
    return 0;
}

// expect: signal_of 1-4
// expect: parenthesized 6-9
// expect: anonymous 11-14
// expect: table 16-19
