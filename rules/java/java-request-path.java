class Downloads {
    File direct(HttpServletRequest request) {
        // ruleid: java-request-path
        return new File(uploads, request.getParameter("name"));
    }

    InputStream indirect(HttpServletRequest request) throws IOException {
        String name = request.getParameter("name");
        // ruleid: java-request-path
        return new FileInputStream(uploads + "/" + name);
    }

    Path spring(@PathVariable String name) {
        // ruleid: java-request-path
        return Paths.get("/srv/uploads", name);
    }

    File careful(HttpServletRequest request) throws IOException {
        // ok: java-request-path
        File file = new File(uploads, request.getParameter("name"));
        if (!file.getCanonicalPath().startsWith(root)) throw new IOException("outside");
        return file;
    }

    File other(HttpServletRequest request, String name) {
        String user = request.getParameter("user");
        log(user);
        // ok: java-request-path
        return new File(uploads, name);
    }
}
