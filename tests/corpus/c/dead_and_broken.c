#if 0
this is { not C ((
#else
int live(void)
{
    return 1;
}
#endif

int after(void) { return 2; }

// expect: live 4-7
// expect: after 10-10
