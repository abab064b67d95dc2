class Login {
    void login(String url, String given, Settings settings) throws Exception {
        // ruleid: java-secret
        Connection users = DriverManager.getConnection(url, "app", "tiger");
        // ruleid: java-secret
        String apiKey = "AKq81mmZpQ22";
        // ruleid: java-secret
        SecretKeySpec key = new SecretKeySpec("0123456789abcdef".getBytes(), "AES");
        // ruleid: java-secret
        boolean allowed = settings.password.equals("Winter2019!");
        // ruleid: java-secret
        settings.setPassword("hT7-kk29Lq");
        // ok: java-secret
        Connection other = DriverManager.getConnection(url, "app", System.getenv("DATABASE_PASSWORD"));
        // ok: java-secret
        settings.setPassword("");
        // ok: java-secret
        settings.setPassword("changeMe2");
        // ok: java-secret
        String password = "user.password";
        // ok: java-secret
        boolean same = settings.password.equals(given);
    }
}
