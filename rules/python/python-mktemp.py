import os
import tempfile


def scratch(factory):
    # ruleid: python-mktemp
    first = tempfile.mktemp()
    # ruleid: python-mktemp
    second = tempfile.mktemp(suffix=".png")
    # ok: python-mktemp
    handle, third = tempfile.mkstemp()
    # ok: python-mktemp
    fourth = factory.mktemp("data")
    return first, second, handle, third, fourth, os
