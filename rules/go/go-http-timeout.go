package sample

func serve(mux http.Handler) {
	// ruleid: go-http-timeout
	http.ListenAndServe(":8080", mux)
	// ruleid: go-http-timeout
	first := &http.Server{Addr: ":8080", Handler: mux}
	// ok: go-http-timeout
	second := &http.Server{Addr: ":8080", ReadHeaderTimeout: 5 * time.Second}
	// ok: go-http-timeout
	second.ListenAndServe()
	use(first)
}

func later(mux http.Handler) {
	// ok: go-http-timeout
	server := &http.Server{Handler: mux}
	server.ReadTimeout = time.Minute
	server.ListenAndServe()
}
