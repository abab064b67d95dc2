class Converter {
    void convert(String name, HttpServletRequest request, Runtime runtime) throws IOException {
        // ruleid: java-command
        Runtime.getRuntime().exec("convert " + name + " out.png");
        String command = String.format("file %s", name);
        // ruleid: java-command
        runtime.exec(command);
        // ruleid: java-command
        runtime.exec(request.getParameter("command"));
        // ruleid: java-command
        new ProcessBuilder("sh", "-c", "ls " + name).start();
        // ok: java-command
        new ProcessBuilder("convert", "--", name, "out.png").start();
        // ok: java-command
        runtime.exec("ls -l");
        // ok: java-command
        runtime.exec(new String[] {"convert", name});
        // ok: java-command
        new ProcessBuilder("sh", "-c", "ls").start();
        // ok: java-command
        executor.exec("run " + name);
    }
}
