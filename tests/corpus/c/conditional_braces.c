int unbalanced(int x)
{
#ifdef FAST
    if (x) {
        go();
#else
    while (x) {
        slow();
#endif
    }
    return x;
}

int after(void)
{
    return 0;
}

// expect: unbalanced 1-12
// expect: after 14-17
