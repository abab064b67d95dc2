int mode(int kind, struct job *job) {
    int mode = 0;
    switch (kind) {
    // ruleid: missing-break
    case 0:
        mode = 1;
    case 1:
        mode = 2;
        break;
    default:
        break;
    }
    switch (kind) {
    // ruleid: missing-break
    case 0:
        start(job);
    case 1:
        stop(job);
        break;
    case 2:
        break;
    }
    switch (kind) {
    // ok: missing-break
    case 0:
        start(job);
        /* fall through */
    case 1:
        stop(job);
        break;
    // ok: missing-break
    case 2:
    case 3:
        break;
    }
    switch (kind) {
    // ok: missing-break
    case 0:
        usage(job);
    case 1:
        stop(job);
        break;
    }
    return mode;
}
