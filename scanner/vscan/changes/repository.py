"""A git checkout: from where to compare, and which files have changed since."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from vscan.changes.base import ChangeError, Edit
from vscan.changes.git import Git
from vscan.domain import SkipReason

_EMPTY_TREE = ("hash-object", "-t", "tree", os.devnull)
_RAW = ("--raw", "-z", "-M", "--no-abbrev", "--ignore-submodules=dirty")
_NO_COMMIT = "there is no commit yet; --staged compares with nothing"
_FILE, _LINK, _MODULE = "100", "120", "160"
_DEFAULTS = (
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
)


class Repository:
    """The checkout around a folder or file; use it as a context."""

    def __init__(self, place: Path) -> None:
        """Raises ChangeError where `place` lies in no checkout."""
        folder = place if place.is_dir() else place.parent
        self._git = Git(os.fspath(folder))
        try:
            shallow, _, root = os.fsdecode(
                self._git.ask("rev-parse", "--is-shallow-repository", "--show-toplevel")
            ).partition("\n")
        except ChangeError as error:
            raise ChangeError(f"{folder}: {error}") from None
        self.root = Path(root.removesuffix("\n")).as_posix()
        self._shallow = shallow == "true"
        self._git = Git(self.root)
        self._blobs = self._git.blobs()

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, *error: object) -> None:
        self._blobs.__exit__(None, None, None)

    def has(self, revision: str) -> bool:
        return bool(self._commit(revision))

    def fork(self, base: str | None = None) -> tuple[str, str]:
        """The name of the base, and the last commit that HEAD has in common with it. Without a `base`: the
        upstream branch of another name, else the main branch. Raises ChangeError."""
        name = base or self._default_base()
        commit = self._commit(name)
        if not commit:
            raise ChangeError(f"unknown revision {name!r}{self._hint(f'git fetch origin {name}')}")
        if not self._commit("HEAD"):
            raise ChangeError(_NO_COMMIT)
        fork = self._git.find("merge-base", commit, "HEAD")
        if not fork:
            raise ChangeError(
                f"{name} and HEAD have no commit in common{self._hint('git fetch --unshallow')}"
            )
        return name.removeprefix("refs/remotes/").removeprefix("refs/heads/"), fork

    def edits(self, commit: str) -> Iterator[Edit]:
        """The files of the working tree that differ from those of a commit, those git does not track yet
        among them."""
        yield from self._edits(self._git.look("diff-index", *_RAW, commit, "--"), staged=False)
        for path in self._git.look("ls-files", "-z", "--others", "--exclude-standard").split(b"\0"):
            if path and not path.endswith(b"/"):  # another checkout
                yield Edit(self._absolute(path))

    def staged(self) -> Iterator[Edit]:
        """The files of the index that differ from those of HEAD."""
        head = self._commit("HEAD") or self._git.find(*_EMPTY_TREE)
        return self._edits(self._git.ask("diff-index", *_RAW, "--cached", head, "--"), staged=True)

    def _edits(self, raw: bytes, *, staged: bool) -> Iterator[Edit]:
        fields = iter(raw.split(b"\0"))
        for head in fields:
            if not head:
                return
            old_mode, mode, old, new, status = head.decode("ascii").removeprefix(":").split()
            path = next(fields)
            if status[0] in "RC":
                path = next(fields)
            before = partial(self._read, old) if old_mode.startswith(_FILE) and status[0] != "A" else None
            after = partial(self._read, new) if staged else None
            refused = _refused(old_mode, mode, status, staged)
            yield Edit(self._absolute(path), before, after, gone=status[0] == "D", refused=refused)

    def _read(self, name: str, limit: int) -> bytes | None:
        return self._blobs.read(name, limit)

    def _absolute(self, path: bytes) -> str:
        return Path(self.root, os.fsdecode(path)).as_posix()

    def _commit(self, revision: str) -> str:
        wanted = f"{revision}^{{commit}}"
        return self._git.find("rev-parse", "--verify", "--quiet", "--end-of-options", wanted)

    def _default_base(self) -> str:
        branch = self._git.find("symbolic-ref", "--quiet", "HEAD").removeprefix("refs/heads/")
        upstream = self._git.find("rev-parse", "--symbolic-full-name", "@{upstream}") if branch else ""
        own = upstream.endswith(f"/{branch}")
        names = [*_DEFAULTS, upstream] if own else [upstream, *_DEFAULTS]
        for name in names:
            if name and self.has(name):
                return name
        if not self._commit("HEAD"):
            raise ChangeError(_NO_COMMIT)
        hint = self._hint("git fetch origin main")
        raise ChangeError(f"no base to compare with: name one with --diff BASE{hint}")

    def _hint(self, remedy: str) -> str:
        return f" in this shallow clone: try `{remedy}`, or a full clone" if self._shallow else ""


def _refused(old_mode: str, mode: str, status: str, staged: bool) -> tuple[SkipReason, str] | None:
    if status[0] == "U" and staged:
        return SkipReason.UNREADABLE, "not merged yet"
    kind = (old_mode if status[0] == "D" else mode)[:3]
    if kind == _LINK:
        return SkipReason.SYMLINK, "changed"
    return (SkipReason.SUBMODULE, "scan it in its own checkout") if kind == _MODULE else None
