int open_all(void) {
    // ruleid: private-key-literal
    connect_to("mysql://root:hunter2@db/shop");
    // ruleid: private-key-literal
    load_key("-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7bq2mZlXg");
    // ok: private-key-literal
    if (starts_with(key, "-----BEGIN PRIVATE KEY-----")) return 1;
    // ok: private-key-literal
    print_usage("ftp://user:password@host/");
    // ok: private-key-literal
    return connect_to("mysql://db/shop");
}
