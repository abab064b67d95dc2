void start(AES_KEY *schedule, EVP_CIPHER_CTX *context, unsigned char *key) {
    // ruleid: hardcoded-key
    AES_set_encrypt_key((const unsigned char *)"0123456789abcdef", 128, schedule);
    // ruleid: hardcoded-key
    EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), NULL, "0123456789abcdef", key);
    // ok: hardcoded-key
    AES_set_encrypt_key(key, 128, schedule);
    // ok: hardcoded-key
    log_key("0123456789abcdef", key);
}
