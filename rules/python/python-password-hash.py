import hashlib


def store(password, salt, content, user_passwd):
    # ruleid: python-password-hash
    first = hashlib.md5(password.encode()).hexdigest()
    # ruleid: python-password-hash
    second = hashlib.sha256(salt + user_passwd).digest()
    # ruleid: python-password-hash
    third = hashlib.new("sha1", password)
    # ok: python-password-hash
    fourth = hashlib.sha256(content).hexdigest()
    # ok: python-password-hash
    fifth = hashlib.scrypt(password, salt=salt, n=2**14, r=8, p=1)
    # ok: python-password-hash
    sixth = hashlib.pbkdf2_hmac("sha256", password, salt, 600_000)
    # ok: python-password-hash
    cache = hashlib.md5(password, usedforsecurity=False)
    return first, second, third, fourth, fifth, sixth, cache
