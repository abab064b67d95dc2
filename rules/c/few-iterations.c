void derive(const char *password, unsigned char *salt, unsigned char *key, int rounds) {
    // ruleid: few-iterations
    PKCS5_PBKDF2_HMAC(password, -1, salt, 16, 1000, EVP_sha256(), 32, key);
    // ruleid: few-iterations
    PKCS5_PBKDF2_HMAC_SHA1(password, -1, salt, 16, 1, 32, key);
    // ok: few-iterations
    PKCS5_PBKDF2_HMAC(password, -1, salt, 16, 600000, EVP_sha256(), 32, key);
    // ok: few-iterations
    PKCS5_PBKDF2_HMAC(password, -1, salt, 16, rounds, EVP_sha256(), 32, key);
}
