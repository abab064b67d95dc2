void store(const char *password, const char *salt, unsigned char *key) {
    // ruleid: constant-salt
    save(crypt(password, "ab"));
    // ruleid: constant-salt
    PKCS5_PBKDF2_HMAC(password, -1, NULL, 0, 100000, EVP_sha256(), 32, key);
    // ok: constant-salt
    save(crypt(password, salt));
    // ok: constant-salt
    PKCS5_PBKDF2_HMAC(password, -1, salt, 16, 100000, EVP_sha256(), 32, key);
}
