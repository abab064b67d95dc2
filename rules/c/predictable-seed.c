#include <stdlib.h>
#include <time.h>

void seed(unsigned from_device)
{
    // ruleid: predictable-seed
    srand(time(NULL));
    // ruleid: predictable-seed
    srandom((unsigned)getpid() ^ 5);
    // ruleid: predictable-seed
    srand(42);
    // ok: predictable-seed
    srand(from_device);
    // ok: predictable-seed
    my_srand(time(NULL));
}
