char *name(int kind)
{
    char text[16];
    static char fixed[16];
    int number = 1;
    static int counter;
    char *pointer = text;
    fill(text);
    if (kind == 1)
        // ok: return-local-address
        return text;
    if (kind == 3)
        // ruleid: return-local-address
        return &number;
    if (kind == 4)
        // ok: return-local-address
        return &counter;
    if (kind == 5)
        // ok: return-local-address
        return fixed;
    // ok: return-local-address
    return strdup(text);
}

int first(void)
{
    int values[2] = {1, 2};
    // ok: return-local-address
    return values[0];
}

struct range *whole(int n)
{
    struct range range;
    range.last = n;
    // ruleid: return-local-address
    return &range;
}
