class Accounts {
    byte[] store(String password) throws Exception {
        // ruleid: java-weak-hash
        return MessageDigest.getInstance("MD5").digest(password.getBytes());
    }

    String hex(String password) {
        // ruleid: java-weak-hash
        return DigestUtils.sha1Hex(password);
    }

    byte[] strong(String password) throws Exception {
        // ok: java-weak-hash
        return MessageDigest.getInstance("SHA-256").digest(password.getBytes());
    }

    byte[] checksum(byte[] content) throws Exception {
        // ok: java-weak-hash
        return MessageDigest.getInstance("MD5").digest(content);
    }

    String etag(String content, String tokenizer) {
        // ok: java-weak-hash
        return DigestUtils.md5Hex(content + tokenizer);
    }
}
