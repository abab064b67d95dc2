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
    if (strncmp(login->password, LOCKED_PREFIX, 2) == 0)
        return 0;
    // ok: secret-compare
    if (strcmp(login->password_type, login->stored_type) == 0)
        return 0;
    // ok: secret-compare
    if (strcmp(login->password, login->retyped) == 0)
        return 0;
    // ok: secret-compare
    if (strcmp(login->passphrase1, login->passphrase2) == 0)
        return 0;
    // ok: secret-compare
    return strcmp(name, login->machine);
}

int may_enter(struct request *request, const struct session *session)
{
    // ruleid: secret-compare
    if (strcmp(request->csrf_token, session->csrf_token) != 0)
        return 0;
    // ruleid: secret-compare
    if (strncmp(request->header, session->api_key, KEY_LENGTH) != 0)
        return 0;
    // ruleid: secret-compare
    if (memcmp(request->psk, session->psk, session->length) != 0)
        return 0;
    // ok: secret-compare
    if (memcmp(request->key, session->key, session->length) != 0)
        return 0;
    // ok: secret-compare
    return strcmp(request->token, session->token) == 0;
}

int is_authentic(const struct packet *packet, const unsigned char *key, struct keys *keys)
{
    unsigned char digest[32], hmac[32];

    hmac_sha256(key, packet->data, packet->length, digest);
    // ruleid: secret-compare
    if (memcmp(digest, packet->digest, sizeof(digest)) != 0)
        return 0;
    // ruleid: secret-compare
    if (memcmp(packet->signature, keys->own, 32) != 0)
        return 0;
    // ruleid: secret-compare
    return memcmp(packet->end, hmac, sizeof(hmac)) == 0;
}

int is_known(const struct record *record, const unsigned char *data, size_t length)
{
    unsigned char digest[32];

    sha256(data, length, digest);
    // ok: secret-compare
    if (memcmp(record->ds_digest, digest, sizeof(digest)) == 0)
        return 1;
    // ok: secret-compare
    return memcmp(data, record->signature, 8) == 0;
}

struct neighbour *find(struct neighbour *first, const unsigned char *mac, int length)
{
    for (; first; first = first->next)
        // ok: secret-compare
        if (memcmp(first->hwaddr, mac, length) == 0)
            return first;
    return 0;
}
