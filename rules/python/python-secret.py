import os


def login(connect, host, given, settings, form):
    # ruleid: python-secret
    password = "hT7-kk29Lq"
    # ruleid: python-secret
    connect(host, api_key="AKq81mmZpQ22")
    # ruleid: python-secret
    settings["SECRET_KEY"] = "9f8a7c61e0d2"
    # ruleid: python-secret
    allowed = given.password == "Winter2019!"
    # ok: python-secret
    password = os.environ["DATABASE_PASSWORD"]
    # ok: python-secret
    connect(host, password="")
    # ok: python-secret
    connect(host, password="changeme123")
    # ok: python-secret
    form.password = "password_field"
    # ok: python-secret
    token = "begin-of-line"
    # ok: python-secret
    connect(host, secret="/run/secrets/Db1")
    return password, token, allowed
