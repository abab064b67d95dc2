main(argc)
{
    return argc;
}

static helper() { return 1; }

// expect: main 1-4
