package sample

func login(user User, password, digest, signature []byte, key *rsa.PublicKey) error {
	// ruleid: go-ignored-verification
	bcrypt.CompareHashAndPassword(user.Hash, password)
	// ruleid: go-ignored-verification
	_ = rsa.VerifyPKCS1v15(key, crypto.SHA256, digest, signature)
	// ruleid: go-ignored-verification
	syscall.Setuid(1000)
	// ok: go-ignored-verification
	if err := syscall.Setgid(1000); err != nil {
		return err
	}
	// ok: go-ignored-verification
	err := rsa.VerifyPKCS1v15(key, crypto.SHA256, digest, signature)
	use(err)
	// ok: go-ignored-verification
	return bcrypt.CompareHashAndPassword(user.Hash, password)
}
