"""Paths to candidates: names and stat only, lazily, in a fixed order."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from vscan.discover.candidates import Candidate
from vscan.discover.filters import NOT_INCLUDED, Filters, Verdict
from vscan.discover.ignore import Scope, is_git_root, parts_of
from vscan.discover.places import Place, arguments_of, current_folder, display_path, prefix_of, real_path
from vscan.discover.regular import kind_of
from vscan.domain import Skipped, SkipReason
from vscan.languages import language_of
from vscan.settings import ScanSettings


def walk(paths: Iterable[str | Path], settings: ScanSettings) -> Iterator[Candidate | Skipped]:
    """Every file below `paths`, each once, as a candidate or with the reason why it is none.

    Sorted by name within each argument; the arguments are sorted, too, and symlinks to files come
    last. Folders that are left out are one skip each. Raises DiscoveryError at once for a path that
    does not exist, a broken glob and an unknown language.
    """
    cwd = current_folder()
    return _Walker(settings, cwd, arguments_of(paths, cwd)).run()


def skip_named(path: str, settings: ScanSettings) -> Skipped | None:
    """Why a file named by the user stays out under `force_exclude`; it need not exist."""
    cwd = current_folder()
    place = Place(display_path(path, cwd), real_path(path))
    return _Walker(settings, cwd, {}).forced_out(place, is_folder=False)


def sift(paths: Iterable[str], settings: ScanSettings) -> Iterator[Candidate | Skipped]:
    """What a walk from above would make of files, given by their real paths; they need not exist, and are
    not looked at."""
    cwd = current_folder()
    walker = _Walker(replace(settings, force_exclude=True), cwd, {})
    for path in paths:
        place = Place(_relative(path, cwd), path)
        if language_of(path.rpartition("/")[2]) is None:
            yield Skipped(place.display, SkipReason.UNSUPPORTED)
        else:
            yield walker.forced_out(place, is_folder=False) or Candidate(place.display, path)


def _relative(path: str, cwd: str) -> str:
    return Path(os.path.relpath(path, os.path.realpath(cwd))).as_posix()


@dataclass(frozen=True, slots=True)
class _Approach:
    """What lies above an argument: the ignore files in force, and what they say of it."""

    scope: Scope
    verdict: Verdict | None
    included: bool


@dataclass(frozen=True, slots=True)
class _Folder:
    place: Place
    scope: Scope
    included: bool


class _Walker:
    def __init__(self, settings: ScanSettings, cwd: str, arguments: Mapping[str, Place]) -> None:
        self._settings = settings
        self._filters = Filters.of(settings, parts_of(cwd))
        self._cwd = cwd
        self._arguments = arguments
        self._found: dict[str, str] = {}
        self._links: list[Place] = []

    def run(self) -> Iterator[Candidate | Skipped]:
        for place in self._arguments.values():
            if os.path.isdir(place.real):  # noqa: PTH112
                yield from self._below(place)
            else:
                yield self._named_file(place)
        for link in self._links:
            yield self._linked(link)

    def forced_out(self, place: Place, is_folder: bool) -> Skipped | None:
        """Under `force_exclude`, why an argument stays out."""
        approach = self._approach(place, is_folder)
        verdict = approach.verdict or (None if is_folder or approach.included else NOT_INCLUDED)
        return Skipped(place.display, *verdict) if verdict and self._settings.force_exclude else None

    def _named_file(self, place: Place) -> Candidate | Skipped:
        if skipped := self.forced_out(place, is_folder=False):
            return skipped
        return self._candidate(place, explicit=not self._settings.force_exclude)

    def _below(self, place: Place) -> Iterator[Candidate | Skipped]:
        """An explicit stack: a hostile tree nests deeper than Python recurses."""
        if skipped := self.forced_out(place, is_folder=True):
            yield skipped
            return
        approach = self._approach(place, is_folder=True)
        stack = [self._entries(_Folder(place, approach.scope, approach.included))]
        while stack:
            outcome = next(stack[-1], None)
            if outcome is None:
                stack.pop()
            elif isinstance(outcome, _Folder):
                stack.append(self._entries(outcome))
            else:
                yield outcome

    def _entries(self, folder: _Folder) -> Iterator[Candidate | Skipped | _Folder]:
        place = folder.place
        try:
            with os.scandir(place.real) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield _unreadable(place, error)
            return
        gitignore = self._settings.gitignore
        inside = folder.scope.enter(place.real, prefix_of(place.display), gitignore=gitignore)
        parts = parts_of(place.real)
        for entry in entries:
            outcome = self._entry(_Folder(place, inside, folder.included), parts, entry)
            if outcome is not None:
                yield outcome

    def _entry(
        self, folder: _Folder, above: tuple[str, ...], entry: os.DirEntry[str]
    ) -> Candidate | Skipped | _Folder | None:
        place = folder.place.child(entry.name)
        if place.real in self._arguments:
            return None  # walked in its own right
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError as error:
            return _unreadable(place, error)
        is_folder = stat.S_ISDIR(status.st_mode)
        if stat.S_ISREG(status.st_mode) and language_of(entry.name) is None:
            return Skipped(place.display, SkipReason.UNSUPPORTED)
        parts = (*above, entry.name)
        included = self._filters.included(parts, is_folder, folder.included)
        verdict = self._filters.verdict(folder.scope, parts, is_folder)
        if verdict is None and not is_folder and not included:
            verdict = NOT_INCLUDED
        if verdict:
            return Skipped(place.display, *verdict)
        if is_folder:
            return _Folder(place, folder.scope, included)
        if stat.S_ISLNK(status.st_mode):
            self._links.append(place)
            return None
        return self._of_status(place, status, explicit=False)

    def _linked(self, link: Place) -> Candidate | Skipped:
        """A symlink counts when it leads to a file below the arguments that has not been found yet."""
        try:
            target = real_path(link.real, strict=True)
        except OSError as error:
            return Skipped(link.display, SkipReason.SYMLINK, error.strerror or "leads nowhere")
        if found := self._found.get(target):
            return Skipped(link.display, SkipReason.SYMLINK, f"same file as {found}")
        if os.path.isdir(target):  # noqa: PTH112
            return Skipped(link.display, SkipReason.SYMLINK, "folders are not followed")
        if not any(target.startswith(f"{folder.rstrip('/')}/") for folder in self._arguments):
            return Skipped(link.display, SkipReason.SYMLINK, "leads out of the scanned paths")
        if language_of(link.real.rpartition("/")[2]) is None:
            return Skipped(link.display, SkipReason.UNSUPPORTED)
        return self._candidate(Place(link.display, target), explicit=False)

    def _candidate(self, place: Place, explicit: bool) -> Candidate | Skipped:
        try:
            status = os.stat(place.real)  # noqa: PTH116
        except OSError as error:
            return _unreadable(place, error)
        return self._of_status(place, status, explicit)

    def _of_status(self, place: Place, status: os.stat_result, explicit: bool) -> Candidate | Skipped:
        if not stat.S_ISREG(status.st_mode):
            return Skipped(place.display, SkipReason.NOT_REGULAR, kind_of(status.st_mode))
        self._found[place.real] = place.display
        times = status.st_mtime_ns, status.st_ctime_ns
        stamp = (status.st_size, *times, status.st_ino, status.st_dev)
        return Candidate(place.display, place.real, explicit, stamp)

    def _approach(self, place: Place, is_folder: bool) -> _Approach:
        """From the git root, or else from where the user stands, down to an argument."""
        parts = parts_of(place.real)
        top, in_git = self._top(parts)
        scope, verdict, included = Scope(), None, not self._settings.include
        for end in range(top, len(parts) + 1):
            if end > top or end == len(parts) > 0:
                below = end < len(parts) or is_folder
                verdict = verdict or self._filters.verdict(scope, parts[:end], below)
                included = self._filters.included(parts[:end], below, included)
            if end < len(parts):
                folder = "/" + "/".join(parts[:end])
                prefix = prefix_of(os.path.relpath(folder, self._cwd))
                scope = scope.enter(folder, prefix, gitignore=self._settings.gitignore and in_git)
        return _Approach(scope, verdict, included)

    def _top(self, parts: tuple[str, ...]) -> tuple[int, bool]:
        """How many names lead to the outermost folder whose rules matter, and whether git says so."""
        for end in range(len(parts) - 1, -1, -1):
            if is_git_root("/" + "/".join(parts[:end])):
                return end, True
        cwd = parts_of(self._cwd)
        inside = len(cwd) < len(parts) and parts[: len(cwd)] == cwd
        return (len(cwd) if inside else len(parts)), False


def _unreadable(place: Place, error: OSError) -> Skipped:
    return Skipped(place.display, SkipReason.UNREADABLE, error.strerror or str(error))
