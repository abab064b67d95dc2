const jwt = require("jsonwebtoken");

function user(token) {
  // ruleid: js-jwt-unverified
  return jwt.decode(token);
}

function sign(payload, key) {
  // ruleid: js-jwt-unverified
  return jwt.sign(payload, key, { algorithm: "none" });
}

function check(token, key) {
  // ok: js-jwt-unverified
  const head = jwt.decode(token, { complete: true });
  // ok: js-jwt-unverified
  const claims = jwt.verify(token, key, { algorithms: ["RS256"] });
  // ruleid: js-jwt-unverified
  const open = jwt.verify(token, null);
  // ok: js-jwt-unverified
  const text = base64.decode(token);
  return [head, claims, open, text];
}
