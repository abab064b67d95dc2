const https = require("https");

function fetch(url, done, strict, ca) {
  // ruleid: js-tls-unverified
  https.get(url, { rejectUnauthorized: false }, done);
  // ruleid: js-tls-unverified
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
  // ruleid: js-tls-unverified
  process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = 0;
  // ok: js-tls-unverified
  https.get(url, { rejectUnauthorized: true, ca }, done);
  // ok: js-tls-unverified
  https.get(url, { rejectUnauthorized: strict }, done);
  // ok: js-tls-unverified
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "1";
}
