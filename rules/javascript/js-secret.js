function login(connect, given, payload, field) {
  // ruleid: js-secret
  const client = connect({ user: "app", password: "hT7-kk29Lq" });
  // ruleid: js-secret
  const apiKey = "AKq81mmZpQ22";
  // ruleid: js-secret
  const allowed = given.password === "Winter2019!";
  // ruleid: js-secret
  const signed = jwt.sign(payload, "shhhhh");
  // ok: js-secret
  const other = connect({ password: process.env.DATABASE_PASSWORD });
  // ok: js-secret
  const third = connect({ password: "" });
  // ok: js-secret
  field.password = "passwordField";
  // ok: js-secret
  const accessToken = "begin-of-line";
  // ok: js-secret
  const verified = jwt.verify(payload, process.env.KEY);
  return [client, apiKey, allowed, signed, other, third, accessToken, verified];
}
