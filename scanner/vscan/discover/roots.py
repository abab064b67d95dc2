"""Where what is scanned lies in its git repository, which is how the places that show findings know it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from vscan.discover.ignore import is_git_root
from vscan.discover.places import Place, arguments_of, current_folder
from vscan.domain import Root


def roots_of(paths: Iterable[str | Path]) -> tuple[Root, ...]:
    """One a folder that was named, or that holds a file that was, by path. Raises DiscoveryError."""
    places = map(_folder, arguments_of(paths, current_folder()).values())
    found = {Root(place.display, _in_repository(place.real)) for place in places}
    return tuple(sorted(found, key=lambda root: root.path))


def roots_around(top: str) -> tuple[Root, ...]:
    """The top of a repository, by its real path, and the current folder where it lies in there."""
    cwd = Path(os.path.realpath(current_folder())).as_posix()
    roots = {Root(Path(os.path.relpath(top, cwd)).as_posix(), "")}
    if cwd.startswith(f"{top.rstrip('/')}/"):
        roots.add(Root(".", Path(os.path.relpath(cwd, top)).as_posix()))
    return tuple(sorted(roots, key=lambda root: root.path))


def _folder(place: Place) -> Place:
    """Its folder, for a file that is no link to another."""
    display, real = place.display.rpartition("/"), place.real.rpartition("/")
    if os.path.isdir(place.real) or display[2] != real[2]:  # noqa: PTH112
        return place
    return Place(display[0] or ("/" if display[1] else "."), real[0] or "/")


def _in_repository(real: str) -> str | None:
    for folder in (Path(real), *Path(real).parents):
        if is_git_root(folder.as_posix()):
            return "" if folder == Path(real) else Path(real).relative_to(folder).as_posix()
    return None
