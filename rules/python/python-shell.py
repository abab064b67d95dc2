import os
import shlex
import subprocess


def convert(name, command):
    # ruleid: python-shell
    os.system("convert " + name)
    # ruleid: python-shell
    out = subprocess.check_output(f"file {name}", shell=True)
    # ruleid: python-shell
    subprocess.run(command, check=True, shell=True)
    # ruleid: python-shell
    subprocess.Popen("ls %s" % name, stdout=subprocess.PIPE, shell=True)
    listing = "ls -l"
    # ok: python-shell
    os.system(listing)
    # ok: python-shell
    os.system("clear")
    # ok: python-shell
    subprocess.run("make all", shell=True)
    # ok: python-shell
    subprocess.run(["convert", name])
    # ok: python-shell
    subprocess.run(command, shell=False)
    # ok: python-shell
    os.system("convert " + shlex.quote(name))
    return out
