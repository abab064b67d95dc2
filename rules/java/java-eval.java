class Calculator {
    Object sum(HttpServletRequest request, ScriptEngine engine) throws Exception {
        // ruleid: java-eval
        return engine.eval(request.getParameter("sum"));
    }

    Object spring(String text, ExpressionParser parser) {
        // ruleid: java-eval
        return parser.parseExpression("items." + text).getValue();
    }

    Object fixed(ScriptEngine engine, ExpressionParser parser) throws Exception {
        // ok: java-eval
        engine.eval("1 + 1");
        // ok: java-eval
        return parser.parseExpression("items[0]").getValue();
    }

    Object other(String text, Calculator calculator) {
        // ok: java-eval
        return calculator.eval(text);
    }
}
