int compress2(dest, destLen, level)
    char *dest;
    unsigned long *destLen;
    int level;
{
    return level;
}

int ZEXPORT deflate(strm, flush)
    z_streamp strm;
    int flush;
{
    return flush;
}

// expect: compress2 1-7
// expect: deflate 9-14
