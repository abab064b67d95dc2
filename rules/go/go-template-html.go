package sample

func show(w http.ResponseWriter, r *http.Request, comment Comment, page *Page) {
	// ruleid: go-template-html
	page.Body = template.HTML(comment.Text)
	// ruleid: go-template-html
	page.Head = template.HTML("<h1>" + comment.Title + "</h1>")
	// ruleid: go-template-html
	fmt.Fprintf(w, "Hello %s", r.FormValue("name"))
	// ok: go-template-html
	page.Body = template.HTML("<br>")
	// ok: go-template-html
	page.Body = template.HTML(policy.Sanitize(comment.Text))
	// ok: go-template-html
	fmt.Fprintf(w, "Hello %s", html.EscapeString(r.FormValue("name")))
	// ok: go-template-html
	fmt.Fprintf(log, "Hello %s", r.FormValue("name"))
}
