const crypto = require("crypto");

function issue(user, colours) {
  // ruleid: js-random-secret
  const token = Math.random().toString(36).slice(2);
  // ruleid: js-random-secret
  user.resetToken = String(Math.random());
  // ruleid: js-random-secret
  const session = { sessionId: Math.floor(Math.random() * 1e9) };
  // ok: js-random-secret
  const other = crypto.randomBytes(32).toString("hex");
  // ok: js-random-secret
  const colour = colours[Math.floor(Math.random() * colours.length)];
  // ok: js-random-secret
  const tokens = Math.random() * 100;
  return [token, session, other, colour, tokens];
}

function makePassword() {
  // ruleid: js-random-secret
  return Math.random().toString(36);
}
