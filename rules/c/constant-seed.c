void start(unsigned seed) {
    // ruleid: constant-seed
    srand(1);
    // ruleid: constant-seed
    srandom(0x1234);
    // ok: constant-seed
    srand(seed);
    // ok: constant-seed
    arc4random_stir();
}
