"""Changed files to the functions that a change touches, and the odds that these had."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vscan.changes import Edit, touched
from vscan.discover import Candidate, DiscoveryError, read, read_bytes, sift
from vscan.domain import Analysed, Change, Function, Score, Skipped, SkipReason, SourceFile
from vscan.settings import ScanSettings
from vscan.tally import Outcome


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """One file before and after; of one that is not there, an empty text."""

    before: SourceFile | Skipped
    after: SourceFile | Skipped
    gone: bool


def changed_files(
    edits: Iterable[Edit], paths: Sequence[Path], settings: ScanSettings
) -> Iterator[ChangedFile | Skipped]:
    """In the order of the edits. Raises DiscoveryError for a path that does not exist, or a broken glob."""
    for path in paths:
        if not path.exists():
            raise DiscoveryError(f"no such file or folder: {path}")
    places = [path.resolve().as_posix() for path in paths]
    each = {edit.path: edit for edit in edits}.values()
    inside = [edit for edit in each if not places or any(_below(edit.path, place) for place in places)]
    for edit, found in zip(inside, sift([edit.path for edit in inside], settings), strict=True):
        if isinstance(found, Skipped):
            yield found
        elif edit.refused:
            yield Skipped(found.path, *edit.refused)
        else:
            yield _file(edit, found, settings)


def _below(path: str, place: str) -> bool:
    return path == place or path.startswith(f"{place.rstrip('/')}/")


def _file(edit: Edit, found: Candidate, settings: ScanSettings) -> ChangedFile:
    nothing = Skipped(found.path, SkipReason.EMPTY)
    before = _source(found.path, edit.before, settings) if edit.before else nothing
    if edit.gone:
        return ChangedFile(before, nothing, True)
    after = _source(found.path, edit.after, settings) if edit.after else read(found, settings)
    return ChangedFile(before, after, False)


def _source(
    path: str, content: Callable[[int], bytes | None], settings: ScanSettings
) -> SourceFile | Skipped:
    data = content(settings.max_file_bytes)
    if data is None:
        return Skipped(path, SkipReason.TOO_LARGE, f"more than {settings.max_file_bytes:,} bytes")
    return read_bytes(path, data, settings)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The functions that a change touches, by path and offset, and what it did to them."""

    changes: dict[tuple[str, int], Change] = field(default_factory=dict)

    def touches(self, one: Analysed) -> bool:
        return _key(one.function) in self.changes

    def change(self, one: Analysed) -> Change:
        return self.changes[_key(one.function)]


def compare(
    files: Iterable[tuple[Outcome, Outcome]], score: Callable[[Sequence[Analysed]], list[Score]]
) -> Comparison:
    """Of files before and after."""
    found = touched((_functions(old), _functions(new)) for old, new in files)
    known = [one.before for one in found if one.before]
    odds = iter(score(known))
    return Comparison(
        {
            _key(one.after.function): Change(
                one.lines, next(odds).probability if one.before else None, one.before is None
            )
            for one in found
        }
    )


def _functions(outcome: Outcome) -> tuple[Analysed, ...]:
    return () if isinstance(outcome, Skipped) else outcome[1]


def _key(function: Function) -> tuple[str, int]:
    return function.path, function.span.start_byte
