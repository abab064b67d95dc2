void setup(SSL_CTX *context, CURL *curl) {
    // ruleid: tls-verification-off
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
    // ruleid: tls-verification-off
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    // ok: tls-verification-off
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    // ok: tls-verification-off
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
}
