import os

from flask import request, send_file, send_from_directory
from werkzeug.utils import secure_filename


def download(folder):
    # ruleid: python-request-path
    return send_file(os.path.join(folder, request.args["name"]))


def read(folder):
    name = request.form.get("name")
    # ruleid: python-request-path
    with open(f"{folder}/{name}") as stream:
        return stream.read()


def delete(folder):
    name = request.args["name"]
    # ruleid: python-request-path
    os.remove(name)


def careful(folder):
    name = secure_filename(request.args["name"])
    # ok: python-request-path
    return send_file(os.path.join(folder, name))


def other(folder, name):
    user = request.args["user"]
    # ok: python-request-path
    with open(os.path.join(folder, name)) as stream:
        return stream.read(), user


def framework(folder):
    # ok: python-request-path
    return send_from_directory(folder, request.args["name"])
