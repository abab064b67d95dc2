void make(RSA *rsa, BIGNUM *exponent, DH *dh) {
    // ruleid: short-key
    RSA_generate_key_ex(rsa, 1024, exponent, NULL);
    // ruleid: short-key
    DH_generate_parameters_ex(dh, 512, 2, NULL);
    // ok: short-key
    RSA_generate_key_ex(rsa, 3072, exponent, NULL);
    // ok: short-key
    DH_generate_parameters_ex(dh, 2048, 2, NULL);
}
