import shutil
import tarfile
import zipfile


def unpack(path, folder):
    with tarfile.open(path) as archive:
        # ruleid: python-tar-extract
        archive.extractall(folder)
    # ruleid: python-tar-extract
    shutil.unpack_archive(path, folder)
    # ok: python-tar-extract
    archive.extractall(folder, filter="data")
    # ok: python-tar-extract
    shutil.unpack_archive(path, folder, filter="data")


def unzip(path, folder):
    with zipfile.ZipFile(path) as archive:
        # ok: python-tar-extract
        archive.extractall(folder)


def checked(tar, folder, safe):
    # ok: python-tar-extract
    tar.extractall(folder, members=safe(tar))
