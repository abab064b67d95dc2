#include <stdlib.h>

void make_session(struct session *s, unsigned char *key, int length)
{
    // ruleid: weak-random-secret
    s->token = rand();
    // ruleid: weak-random-secret
    unsigned nonce = (unsigned)random() ^ 77;
    for (int i = 0; i < length; i++)
        // ruleid: weak-random-secret
        key[i] = rand() % 256;
    // ok: weak-random-secret
    int delay = rand() % 10;
    // ok: weak-random-secret
    s->token = secure_random();
    // ok: weak-random-secret
    s->x = random();
}
