import random
import secrets
import string


def issue(user, mail):
    # ruleid: python-random-secret
    token = "".join(random.choices(string.ascii_letters, k=32))
    # ruleid: python-random-secret
    user.reset_token = random.getrandbits(64)
    # ruleid: python-random-secret
    mail.send(password="".join(random.choice("abc") for _ in range(9)))
    # ok: python-random-secret
    token = secrets.token_urlsafe(32)
    # ok: python-random-secret
    colour = random.choice(["red", "blue"])
    # ok: python-random-secret
    token_ids = random.sample(range(100), 5)
    return token, colour, token_ids


def make_password():
    # ruleid: python-random-secret
    return "".join(random.sample(string.ascii_letters, 12))
