const crypto = require("crypto");

function protect(password, salt, key, iv, content) {
  // ruleid: js-weak-crypto
  const stored = crypto.createHash("sha256").update(password).digest("hex");
  // ruleid: js-weak-crypto
  const cipher = crypto.createCipheriv("aes-128-ecb", key, null);
  // ruleid: js-weak-crypto
  const old = crypto.createCipher("aes192", password);
  // ruleid: js-weak-crypto
  const sum = md5(salt + password);
  // ok: js-weak-crypto
  const good = crypto.createCipheriv("aes-256-gcm", key, iv);
  // ok: js-weak-crypto
  const digest = crypto.createHash("sha256").update(content).digest("hex");
  // ok: js-weak-crypto
  const slow = crypto.scryptSync(password, salt, 64);
  return [stored, cipher, old, sum, good, digest, slow];
}
