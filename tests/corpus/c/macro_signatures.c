STATIC int PREFIX(scan)(int x) {
    return x;
}

GLOBAL(void)
jpeg_start(j_compress_ptr cinfo)
{
    cinfo->state = 1;
}

PNG_FUNCTION(void, png_read, (png_structp p), PNG_NORETURN)
{
    read(p);
}

SYSCALL_DEFINE3(read, unsigned int, fd, char __user *, buf, size_t, count)
{
    return 0;
}

static LIBSSH2_ALLOC_FUNC(my_alloc)
{
    return malloc(count);
}

// expect: PREFIX(scan) 1-3
// expect: jpeg_start 5-9
// expect: png_read 11-14
// expect: SYSCALL_DEFINE3(read) 16-19
// expect: LIBSSH2_ALLOC_FUNC(my_alloc) 21-24
