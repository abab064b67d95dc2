int check(struct user *user, int a, int b)
{
    // ruleid: assignment-in-condition
    if (user->uid = 0)
        return 1;
    // ruleid: assignment-in-condition
    if (a = b)
        return 2;
    // ok: assignment-in-condition
    if ((a = b))
        return 3;
    // ok: assignment-in-condition
    if (a == b)
        return 4;
    // ok: assignment-in-condition
    if (a = next(b))
        return 5;
    // ok: assignment-in-condition
    if ((a = next(b)) != 0)
        return 6;
    // ok: assignment-in-condition
    while (a = b)
        b--;
    return 0;
}
