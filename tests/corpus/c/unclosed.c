int opened(int x)
{
    if (x) {
        return 1;

}

int after(void)
{
    return 0;
}

// expect: opened 1-6
// expect: after 8-11
