function calculate(req, text, page, run) {
  // ruleid: js-eval
  const total = eval(req.query.sum);
  // ruleid: js-eval
  const f = new Function("a", text);
  // ruleid: js-eval
  setTimeout("show('" + text + "')", 100);
  // ruleid: js-eval
  setInterval(`poll(${page})`, 100);
  // ok: js-eval
  eval("1 + 1");
  // ok: js-eval
  const g = new Function("return this");
  // ok: js-eval
  setTimeout(() => run(text), 100);
  // ok: js-eval
  page.eval(text);
  // ok: js-eval
  setTimeout(run, 100 + page);
  return [total, f, g];
}
