package sample

func login(given Form, request *http.Request, token *jwt.Token) {
	// ruleid: go-secret
	config := Config{User: "app", Password: "hT7-kk29Lq"}
	// ruleid: go-secret
	apiKey := "AKq81mmZpQ22"
	// ruleid: go-secret
	allowed := given.Password == "Winter2019!"
	// ruleid: go-secret
	signed, err := token.SignedString([]byte("my key"))
	// ok: go-secret
	other := Config{Password: os.Getenv("DATABASE_PASSWORD")}
	// ok: go-secret
	third := Config{Password: ""}
	// ok: go-secret
	accessToken := "begin-of-line"
	// ok: go-secret
	secret := "changeme123"
	// ok: go-secret
	request.SetBasicAuth(given.User, given.Password)
	use(config, apiKey, allowed, signed, err, other, third, accessToken, secret)
}
