int outer(int x)
{
    int inner(int y)
    {
        return y * 2;
    }
    struct local { int a; } value = { 1 };
    return inner(x) + value.a;
}

// expect: outer 1-9
