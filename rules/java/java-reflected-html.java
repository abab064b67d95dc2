class Greeter {
    void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = request.getParameter("name");
        // ruleid: java-reflected-html
        response.getWriter().println("Hello " + request.getParameter("name"));
        PrintWriter out = response.getWriter();
        // ruleid: java-reflected-html
        out.write("<p>" + name + "</p>");
        // ok: java-reflected-html
        out.println("Hello " + Encode.forHtml(name) + escape(name));
        // ok: java-reflected-html
        out.println("Hello");
        // ok: java-reflected-html
        log.append(name);
    }
}
