function Comment({ comment, marked }) {
  if (comment.draft) {
    // ruleid: js-jsx-html
    return <div dangerouslySetInnerHTML={{ __html: marked(comment.text) }} />;
  }
  if (comment.own) {
    // ok: js-jsx-html
    return <div dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(comment.text) }} />;
  }
  if (comment.empty) {
    // ok: js-jsx-html
    return <div dangerouslySetInnerHTML={{ __html: "<br>" }} />;
  }
  // ruleid: js-jsx-html
  return <div className="comment" dangerouslySetInnerHTML={{ __html: comment.text }} />;
}
