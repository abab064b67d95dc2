class Issuer {
    void issue(User user) {
        // ruleid: java-random-secret
        String token = Long.toHexString(new Random().nextLong());
        Random random = new Random();
        byte[] salt = new byte[16];
        // ruleid: java-random-secret
        random.nextBytes(salt);
        // ruleid: java-random-secret
        user.password = RandomStringUtils.randomAlphanumeric(12);
        SecureRandom secure = new SecureRandom();
        // ok: java-random-secret
        secure.nextBytes(salt);
        // ok: java-random-secret
        int colour = random.nextInt(7);
        // ok: java-random-secret
        String sessionId = Long.toHexString(secure.nextLong());
        // ok: java-random-secret
        String label = RandomStringUtils.randomAlphanumeric(12);
    }

    String makePassword() {
        // ruleid: java-random-secret
        return "p" + (int) (Math.random() * 1000);
    }
}
