void start(EVP_CIPHER_CTX *context, unsigned char *key, unsigned char *nonce, void *handle) {
    // ruleid: ecb-mode
    EVP_EncryptInit_ex(context, EVP_aes_128_ecb(), NULL, key, NULL);
    // ruleid: ecb-mode
    gcry_cipher_open(handle, GCRY_CIPHER_AES, GCRY_CIPHER_MODE_ECB, 0);
    // ok: ecb-mode
    EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), NULL, key, nonce);
    // ok: ecb-mode
    gcry_cipher_open(handle, GCRY_CIPHER_AES, GCRY_CIPHER_MODE_GCM, 0);
}
