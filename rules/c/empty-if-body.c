int check(int a, int b)
{
    // ruleid: empty-if-body
    if (a > b);
    {
        return 1;
    }
    // ruleid: empty-if-body
    if (a == b) ;
        b++;
    // ok: empty-if-body
    if (a < b)
        ;
    // ok: empty-if-body
    if (a < 0)
        return 2;
    // ok: empty-if-body
    if (b) ; else
        return 3;
    // ok: empty-if-body
    while (a++ < b);
    return 0;
}
