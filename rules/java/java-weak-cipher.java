class Box {
    void make(String transformation) throws Exception {
        // ruleid: java-weak-cipher
        Cipher first = Cipher.getInstance("AES");
        // ruleid: java-weak-cipher
        Cipher second = Cipher.getInstance("DES/CBC/PKCS5Padding");
        // ruleid: java-weak-cipher
        Cipher third = Cipher.getInstance("AES/ECB/PKCS5Padding", "BC");
        // ruleid: java-weak-cipher
        KeyGenerator keys = KeyGenerator.getInstance("DES");
        // ok: java-weak-cipher
        Cipher fourth = Cipher.getInstance("AES/GCM/NoPadding");
        // ok: java-weak-cipher
        Cipher fifth = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
        // ok: java-weak-cipher
        Cipher sixth = Cipher.getInstance(transformation);
        // ok: java-weak-cipher
        KeyGenerator good = KeyGenerator.getInstance("AES");
    }
}
