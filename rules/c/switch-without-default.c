int size_of(int version, int flags) {
    int size = 0;
    // ruleid: switch-without-default
    switch (version) {
    case 1:
        size = 20;
        break;
    case 2:
        size = 24;
        break;
    }
    // ruleid: switch-without-default
    switch (flags & 1) {
    case 0: size = 1; break;
    }
    // ok: switch-without-default
    switch (version) {
    case 1:
        size = 20;
        break;
    default:
        return -1;
    }
    // ok: switch-without-default
    switch (version) {
    case FIRST:
        size = 20;
        break;
    }
    return size;
}
