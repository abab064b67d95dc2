function login(req, res) {
  // ruleid: js-open-redirect
  res.redirect(req.query.next);
}

const logout = (req, res) => {
  const { next } = req.query;
  // ruleid: js-open-redirect
  res.redirect(302, next);
};

function fixed(req, res) {
  // ok: js-open-redirect
  res.redirect("/users/" + req.params.id);
  // ok: js-open-redirect
  res.redirect("/login");
}

function listed(req, res) {
  // ok: js-open-redirect
  res.redirect(PAGES.includes(req.query.next) ? req.query.next : "/");
}
