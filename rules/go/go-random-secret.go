package sample

func issue(user *User, colours []string) {
	// ruleid: go-random-secret
	token := strconv.FormatInt(rand.Int63(), 36)
	salt := make([]byte, 16)
	for i := range salt {
		// ruleid: go-random-secret
		salt[i] = byte(rand.Intn(256))
	}
	// ruleid: go-random-secret
	session := Session{SessionID: rand.Uint64()}
	// ok: go-random-secret
	colour := colours[rand.Intn(len(colours))]
	// ok: go-random-secret
	rand.Read(salt)
	use(token, session, colour)
}

func makePassword() string {
	// ruleid: go-random-secret
	return letters[rand.Intn(len(letters)):]
}

func countTokens() int {
	// ok: go-random-secret
	return rand.Intn(7)
}
