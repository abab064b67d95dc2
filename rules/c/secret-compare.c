#include <string.h>

int verify(const unsigned char *mac, const unsigned char *expected, struct login *login, const char *name)
{
    // ruleid: secret-compare
    if (memcmp(mac, expected, 32) == 0)
        return 1;
    // ruleid: secret-compare
    if (strcmp(login->given, login->password) == 0)
        return 1;
    // ok: secret-compare
    if (CRYPTO_memcmp(mac, expected, 32) == 0)
        return 1;
    // ok: secret-compare
    if (strcmp(login->password, "") == 0)
        return 0;
    // ok: secret-compare
    return strcmp(name, login->machine);
}
