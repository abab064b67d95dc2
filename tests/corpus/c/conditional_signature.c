#ifdef UNICODE
int wide_main(int argc, wchar_t **argv)
#else
int main(int argc, char **argv)
#endif
{
    return run(argc, argv);
}

int after(void)
{
    return 0;
}

// expect: wide_main 2-8
// expect: after 10-13
