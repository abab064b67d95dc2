#ifdef _WIN32
int now(void)
{
    return 1;
}
#elif defined(HAVE_CLOCK)
int now(void)
{
    return 2;
}
#else
int now(void)
{
    return 3;
}
#endif

#if 0
int dead(void)
{
    return 4;
}
#endif

// expect: now 2-5
// expect: now 7-10
// expect: now 12-15
// expect: dead 19-22
