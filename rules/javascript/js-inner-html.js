function show(list, comment, other, html) {
  // ruleid: js-inner-html
  list.innerHTML = `<li>${comment.text}</li>`;
  // ruleid: js-inner-html
  list.innerHTML += "<li>" + comment.text + "</li>";
  // ruleid: js-inner-html
  document.write(location.hash);
  // ruleid: js-inner-html
  list.insertAdjacentHTML("beforeend", html);
  const heading = "<h1>Comments</h1>";
  // ok: js-inner-html
  list.innerHTML = "";
  // ok: js-inner-html
  list.innerHTML = heading;
  // ok: js-inner-html
  list.innerHTML = DOMPurify.sanitize(comment.text);
  // ok: js-inner-html
  list.textContent = comment.text;
  // ok: js-inner-html
  list.innerHTML = other.innerHTML;
  // ok: js-inner-html
  stream.write(comment.text);
}
