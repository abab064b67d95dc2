package sample

func unzip(name, folder string) error {
	archive, err := zip.OpenReader(name)
	for _, file := range archive.File {
		// ruleid: go-zip-slip
		target := filepath.Join(folder, file.Name)
		out, err := os.Create(target)
		use(out, err)
	}
	return err
}

func untar(archive *tar.Reader, folder string) error {
	header, err := archive.Next()
	name := header.Name
	// ruleid: go-zip-slip
	os.MkdirAll(filepath.Join(folder, name), 0o755)
	return err
}

func careful(archive *tar.Reader, folder string) error {
	header, err := archive.Next()
	if !filepath.IsLocal(header.Name) {
		return errOutside
	}
	// ok: go-zip-slip
	os.MkdirAll(filepath.Join(folder, header.Name), 0o755)
	return err
}

func list(archive *tar.Reader, folder string) string {
	header, _ := archive.Next()
	// ok: go-zip-slip
	return filepath.Join(folder, header.Name)
}
