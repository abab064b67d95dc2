import ssl

import requests


def fetch(url, session, checker, image):
    # ruleid: python-tls-unverified
    first = requests.get(url, timeout=3, verify=False)
    # ruleid: python-tls-unverified
    context = ssl._create_unverified_context()
    # ruleid: python-tls-unverified
    context.check_hostname = False
    # ruleid: python-tls-unverified
    context.verify_mode = ssl.CERT_NONE
    # ruleid: python-tls-unverified
    session.verify = False
    # ok: python-tls-unverified
    second = requests.get(url, verify=True)
    # ok: python-tls-unverified
    session.verify = "/etc/ssl/authority.pem"
    # ok: python-tls-unverified
    checker.parse(image, verify=False)
    # ok: python-tls-unverified
    context.verify_mode = ssl.CERT_REQUIRED
    return first, second
