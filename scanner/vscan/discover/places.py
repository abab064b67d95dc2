"""Where a file is, and what it is called in reports."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from vscan.discover.candidates import DiscoveryError


@dataclass(frozen=True, slots=True)
class Place:
    """`display` is what reports print; `real` is absolute, POSIX and free of symlinks but its last name."""

    display: str
    real: str

    def child(self, name: str) -> Place:
        return Place(prefix_of(self.display) + name, prefix_of(self.real) + name)


def arguments_of(paths: Iterable[str | Path], cwd: str) -> dict[str, Place]:
    """The places to scan by real path, so that none counts twice."""
    places: dict[str, Place] = {}
    for path in sorted(os.fspath(path) for path in paths):
        if not os.path.exists(path):  # noqa: PTH110
            raise DiscoveryError(f"no such file or folder: {path}")
        place = Place(display_path(path, cwd), real_path(path))
        places.setdefault(place.real, place)
    return dict(sorted(places.items(), key=lambda item: item[1].display))


def current_folder() -> str:
    return Path.cwd().as_posix()


def real_path(path: str, *, strict: bool = False) -> str:
    return Path(os.path.realpath(path, strict=strict)).as_posix()


def display_path(path: str, cwd: str) -> str:
    """POSIX; relative to `cwd` when below it, else as the user gave it."""
    real = real_path(path)
    # Folding ".." by text is wrong behind a symlink; the real path is always right.
    plain = real if ".." in Path(path).parts else os.path.abspath(path)  # noqa: PTH100
    for absolute in (plain, real):
        if absolute == cwd or absolute.startswith(cwd.rstrip("/") + "/"):
            return Path(os.path.relpath(absolute, cwd)).as_posix()
    return Path(path).as_posix()


def prefix_of(folder: str) -> str:
    return "" if folder == "." else f"{folder.rstrip('/')}/"
