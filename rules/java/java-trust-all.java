class Everyone implements X509TrustManager {
    // ruleid: java-trust-all
    public void checkServerTrusted(X509Certificate[] chain, String type) {
    }

    // ok: java-trust-all
    public void checkClientTrusted(X509Certificate[] chain, String type) {
    }

    // ruleid: java-trust-all
    public boolean verify(String host, SSLSession session) {
        return true;
    }

    void open(HttpsURLConnection connection, Pinned pinned) {
        // ruleid: java-trust-all
        connection.setHostnameVerifier((host, session) -> true);
        // ruleid: java-trust-all
        builder.setSSLHostnameVerifier(NoopHostnameVerifier.INSTANCE);
        // ok: java-trust-all
        connection.setHostnameVerifier((host, session) -> pinned.matches(host));
    }
}

class Someone implements X509TrustManager {
    // ok: java-trust-all
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        inner.checkServerTrusted(chain, type);
    }

    // ok: java-trust-all
    public boolean verify(String host, SSLSession session) {
        return host.endsWith(".example.org");
    }
}
