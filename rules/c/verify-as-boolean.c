int check(EVP_MD_CTX *context, unsigned char *signature, int length, EVP_PKEY *key, X509_STORE_CTX *store) {
    // ruleid: verify-as-boolean
    if (!EVP_VerifyFinal(context, signature, length, key)) return -1;
    // ruleid: verify-as-boolean
    if (X509_verify_cert(store)) accept(store);
    // ok: verify-as-boolean
    if (EVP_VerifyFinal(context, signature, length, key) != 1) return -1;
    // ok: verify-as-boolean
    return X509_verify_cert(store) > 0;
}
