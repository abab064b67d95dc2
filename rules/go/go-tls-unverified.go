package sample

func connect(insecure bool, check func([][]byte, [][]*x509.Certificate) error) {
	// ruleid: go-tls-unverified
	first := &tls.Config{InsecureSkipVerify: true}
	// ruleid: go-tls-unverified
	first.InsecureSkipVerify = true
	// ruleid: go-tls-unverified
	key := ssh.InsecureIgnoreHostKey()
	// ok: go-tls-unverified
	second := &tls.Config{InsecureSkipVerify: insecure}
	// ok: go-tls-unverified
	third := &tls.Config{InsecureSkipVerify: false, MinVersion: tls.VersionTLS12}
	// ok: go-tls-unverified
	fourth := &tls.Config{InsecureSkipVerify: true, VerifyPeerCertificate: check}
	use(first, key, second, third, fourth)
}
