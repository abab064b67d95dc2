int make(unsigned char *key, X509_STORE_CTX *store) {
    // ruleid: crypto-result-ignored
    RAND_bytes(key, 16);
    // ruleid: crypto-result-ignored
    X509_verify_cert(store);
    // ok: crypto-result-ignored
    if (RAND_bytes(key, 16) != 1) return -1;
    // ok: crypto-result-ignored
    return X509_verify_cert(store) == 1;
}
