#include <openssl/evp.h>
#include <openssl/md5.h>

void hash(const unsigned char *data, size_t length, unsigned char *out, EVP_MD_CTX *context)
{
    // ruleid: weak-crypto
    MD5(data, length, out);
    // ruleid: weak-crypto
    EVP_DigestInit_ex(context, EVP_sha1(), NULL);
    // ruleid: weak-crypto
    DES_ecb_encrypt(data, out, NULL, 1);
    // ok: weak-crypto
    EVP_DigestInit_ex(context, EVP_sha256(), NULL);
    // ok: weak-crypto
    SHA256(data, length, out);
    // ok: weak-crypto
    MD_SIZE(data);
}
