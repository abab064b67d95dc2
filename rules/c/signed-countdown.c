void copy(char *out, const char *in, int left, unsigned more) {
    // ruleid: signed-countdown
    while (left--) *out++ = *in++;
    long rest = length_of(in);
    // ruleid: signed-countdown
    while ((rest--)) *out++ = *in++;
    // ok: signed-countdown
    while (more--) *out++ = *in++;
    int last = length_of(in);
    // ok: signed-countdown
    while (last-- > 0) *out++ = *in++;
}
