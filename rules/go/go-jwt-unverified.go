package sample

func read(parser *jwt.Parser, text string, claims jwt.Claims) {
	// ruleid: go-jwt-unverified
	token, _, err := parser.ParseUnverified(text, claims)
	use(token, err)
}

func sign(claims jwt.Claims) {
	// ruleid: go-jwt-unverified
	token := jwt.NewWithClaims(jwt.SigningMethodNone, claims)
	// ok: go-jwt-unverified
	good := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	use(token, good)
}

func both(parser *jwt.Parser, text string, claims jwt.Claims, key jwt.Keyfunc) {
	// ok: go-jwt-unverified
	head, _, err := parser.ParseUnverified(text, claims)
	token, err := jwt.ParseWithClaims(text, claims, key)
	use(head, token, err)
}
