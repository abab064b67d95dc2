import yaml
from yaml import SafeLoader


def settings(stream):
    # ruleid: python-yaml-load
    first = yaml.load(stream)
    # ruleid: python-yaml-load
    second = yaml.load(stream, Loader=yaml.Loader)
    # ruleid: python-yaml-load
    third = yaml.load(stream, yaml.UnsafeLoader)
    # ruleid: python-yaml-load
    fourth = yaml.unsafe_load(stream)
    # ok: python-yaml-load
    fifth = yaml.safe_load(stream)
    # ok: python-yaml-load
    sixth = yaml.load(stream, Loader=SafeLoader)
    # ok: python-yaml-load
    seventh = yaml.load(stream, Loader=yaml.CSafeLoader)
    # ok: python-yaml-load
    eighth = yaml.load(stream, Loader=_Loader)
    return first, second, third, fourth, fifth, sixth, seventh, eighth
