int allowed(unsigned flags, int a, int b)
{
    // ruleid: negation-before-mask
    if (!flags & ACCESS_ALLOWED)
        return 0;
    // ruleid: negation-before-mask
    if (!flags & (READ | WRITE))
        return 0;
    // ok: negation-before-mask
    if (!(flags & ACCESS_ALLOWED))
        return 0;
    // ok: negation-before-mask
    if (!a & !b)
        return 0;
    // ok: negation-before-mask
    return !a & (a == b);
}
