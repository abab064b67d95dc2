package sample

func read(r *http.Request) ([]byte, error) {
	// ruleid: go-request-path
	return os.ReadFile(filepath.Join(uploads, r.FormValue("name")))
}

func remove(r *http.Request) error {
	name := r.URL.Query().Get("name")
	// ruleid: go-request-path
	return os.Remove(uploads + "/" + name)
}

func serve(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-request-path
	http.ServeFile(w, r, filepath.Join("static", r.PathValue("file")))
}

func careful(r *http.Request) ([]byte, error) {
	name := r.FormValue("name")
	if !filepath.IsLocal(name) {
		return nil, errOutside
	}
	// ok: go-request-path
	return os.ReadFile(filepath.Join(uploads, name))
}

func other(w http.ResponseWriter, r *http.Request, name string) ([]byte, error) {
	log.Print(r.FormValue("user"))
	// ok: go-request-path
	return os.ReadFile(filepath.Join(uploads, name))
}

func fixed(w http.ResponseWriter, r *http.Request) {
	// ok: go-request-path
	http.ServeFile(w, r, "static/index.html")
}
