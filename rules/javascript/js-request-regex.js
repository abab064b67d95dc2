function search(req, names, text) {
  // ruleid: js-request-regex
  const first = names.filter((name) => new RegExp(req.query.q).test(name));
  const { q } = req.body;
  // ruleid: js-request-regex
  const second = RegExp("^" + q, "i");
  const term = req.params.term;
  // ruleid: js-request-regex
  const third = new RegExp(`^${term}`);
  // ok: js-request-regex
  const fourth = new RegExp(escapeRegExp(req.query.q));
  // ok: js-request-regex
  const fifth = new RegExp(text);
  // ok: js-request-regex
  const sixth = names.filter((name) => name.includes(req.query.q));
  return [first, second, third, fourth, fifth, sixth];
}
