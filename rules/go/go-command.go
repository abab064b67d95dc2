package sample

func convert(name string, r *http.Request, script string) error {
	// ruleid: go-command
	exec.Command("sh", "-c", "convert "+name+" out.png").Run()
	// ruleid: go-command
	exec.CommandContext(ctx, "/bin/bash", "-c", fmt.Sprintf("file %s", name)).Run()
	command := "ls " + name
	// ruleid: go-command
	exec.Command("bash", "-c", command).Run()
	// ok: go-command
	exec.Command("convert", "--", name, "out.png").Run()
	// ok: go-command
	exec.Command("sh", "-c", "ls -l").Run()
	// ok: go-command
	exec.Command("sh", "-c", script).Run()
	// ok: go-command
	return exec.Command("sh", "-c", "file "+shellquote.Join(name)).Run()
}
