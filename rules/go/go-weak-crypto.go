package sample

func protect(password string, key, content []byte) {
	// ruleid: go-weak-crypto
	stored := sha256.Sum256([]byte(password))
	// ruleid: go-weak-crypto
	old := md5.Sum([]byte("salt" + password))
	// ruleid: go-weak-crypto
	block, err := des.NewCipher(key)
	// ok: go-weak-crypto
	block, err = aes.NewCipher(key)
	// ok: go-weak-crypto
	sum := sha256.Sum256(content)
	// ok: go-weak-crypto
	slow, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost)
	use(stored, old, block, err, sum, slow)
}

func hashPassword(text string) []byte {
	// ruleid: go-weak-crypto
	h := sha1.New()
	h.Write([]byte(text))
	return h.Sum(nil)
}
