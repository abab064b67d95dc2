import ast
import builtins


def calculate(request, expression, model, path):
    # ruleid: python-eval
    total = eval(request.args["sum"])
    # ruleid: python-eval
    exec(f"result = {expression}", {})
    # ruleid: python-eval
    builtins.eval(expression)
    # ok: python-eval
    eval("1 + 1")
    # ok: python-eval
    exec("import os\n" "import sys")
    # ok: python-eval
    exec(open("version.py").read())
    # ok: python-eval
    value = ast.literal_eval(expression)
    # ok: python-eval
    model.eval()
    return total, value
