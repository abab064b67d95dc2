"""Running git on a repository that may be hostile: nothing that it configures is run."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import cached_property
from types import TracebackType

from vscan.changes.base import ChangeError

# No daemons, hooks, pagers, locks or fetches, and paths are never patterns. Only plumbing is called, which
# runs no external diff; conversions that a repository defines are blanked out one by one.
_OPTIONS = (
    "--no-pager",
    "--no-optional-locks",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "protocol.allow=never"),
    *("-c", "core.quotePath=false"),
)
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
}
_MOST_DETAIL = 300


class Git:
    """git, as it is run in one folder."""

    def __init__(self, folder: str) -> None:
        """Raises ChangeError where git is not installed."""
        found = shutil.which("git")
        if found is None:
            raise ChangeError("git is not installed, and changes are asked of it")
        self._command = (found, *_OPTIONS)
        self._folder = folder

    def ask(self, *arguments: str) -> bytes:
        """What git prints. Raises ChangeError with what it says when it fails."""
        return self._printed(self._run(arguments, _base()), arguments)

    def _printed(self, done: subprocess.CompletedProcess[bytes], arguments: tuple[str, ...]) -> bytes:
        if done.returncode:
            said = os.fsdecode(done.stderr).strip().split("\n")[0][:_MOST_DETAIL]
            raise ChangeError(said.removeprefix("fatal: ") or f"git {arguments[0]} failed")
        return done.stdout

    def look(self, *arguments: str) -> bytes:
        """Like `ask`, for what looks into the working tree."""
        return self._printed(self._run(arguments, self._unfiltered), arguments)

    def find(self, *arguments: str) -> str:
        """One line that git prints, or '' when it fails."""
        done = self._run(arguments, _base())
        return "" if done.returncode else os.fsdecode(done.stdout.removesuffix(b"\n"))

    def blobs(self) -> Blobs:
        return Blobs((*self._command, "cat-file", "--batch"), self._folder)

    def _run(
        self, arguments: tuple[str, ...], environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603
            (*self._command, *arguments),
            cwd=self._folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )

    @cached_property
    def _unfiltered(self) -> Mapping[str, str]:
        """An environment with every filter that turns files into blobs switched off: they are commands."""
        done = self._run(("config", "--null", "--name-only", "--get-regexp", r"^filter\."), _base())
        environment = _base()
        known = int(environment.get("GIT_CONFIG_COUNT") or 0)
        names = sorted(set(done.stdout.split(b"\0")) - {b""})
        for number, name in enumerate(names, start=known):
            environment[f"GIT_CONFIG_KEY_{number}"] = os.fsdecode(name)
            environment[f"GIT_CONFIG_VALUE_{number}"] = "false" if name.endswith(b".required") else ""
        return environment | {"GIT_CONFIG_COUNT": str(known + len(names))}


class Blobs:
    """The contents of a repository, by object id; one process for all of them, started when needed."""

    def __init__(self, command: tuple[str, ...], folder: str) -> None:
        self._command, self._folder = command, folder
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, name: str, limit: int) -> bytes | None:
        """None for more than `limit` bytes. Raises ChangeError for an object that is not there, as in a
        clone that left some out."""
        process = self._process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(name.encode("ascii") + b"\n")
            process.stdin.flush()
        header = process.stdout.readline().split()
        if len(header) != 3 or header[1] != b"blob":
            raise ChangeError(f"the repository lacks object {name}: a partial clone? Fetch it first")
        size = int(header[2])
        data = process.stdout.read(size + 1)
        return data[:size] if size <= limit else None

    def __enter__(self) -> Blobs:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if self._process:
            self._process.communicate()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603
            self._command,
            cwd=self._folder,
            env=_base(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )


def _base() -> dict[str, str]:
    return {**os.environ, **_ENVIRONMENT}
