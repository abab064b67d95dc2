def main(app, run_simple, options, task):
    # ruleid: python-flask-debug
    app.run(host="0.0.0.0", debug=True)
    # ruleid: python-flask-debug
    app.debug = True
    # ruleid: python-flask-debug
    run_simple("localhost", 5000, app, use_debugger=True)
    # ok: python-flask-debug
    app.run(debug=options.debug)
    # ok: python-flask-debug
    app.run(debug=False)
    # ok: python-flask-debug
    task.run(debug=True)
    # ok: python-flask-debug
    app.debug = options.debug
