int first(struct buf *buf)
{
    CHECK_COMPAT(buf)
    if (buf == 0)
        return 0;
    LOCK_BUFFER
    for (;;) { break; }
    FREE_AND_NULL(buf)
}

int second(void)
{
    list_for_each_entry(pos, head, member) {
        if (pos) {
            continue;
        }
    }
    FOREACH(item) {
        use(item);
    }
    return 1;
}

// expect: first 1-9
// expect: second 11-22
