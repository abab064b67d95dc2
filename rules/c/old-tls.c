SSL_CTX *make(void) {
    // ruleid: old-tls
    SSL_CTX *context = SSL_CTX_new(SSLv3_method());
    // ruleid: old-tls
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    // ok: old-tls
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    // ok: old-tls
    return SSL_CTX_new(TLS_method());
}
