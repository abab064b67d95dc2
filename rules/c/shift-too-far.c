void limits(unsigned long long *out, int bit) {
    // ruleid: shift-too-far
    out[0] = 1 << 32;
    // ruleid: shift-too-far
    out[1] = 0xffU << 40;
    // ok: shift-too-far
    out[2] = 1ULL << 32;
    // ok: shift-too-far
    out[3] = 1 << 31;
    // ok: shift-too-far
    out[4] = 1 << bit;
}
