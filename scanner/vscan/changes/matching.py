"""Functions before and after a change: which one is which, and which lines are new."""

from __future__ import annotations

import difflib
import functools
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from vscan.comments import bare
from vscan.domain import Analysed, Function

_MOST_COMPARED = 4_000_000  # pairs of lines; beyond, all lines between the first and last change are new
_MOST_CANDIDATES = 100
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Touched:
    """A function whose body a change touches, and what it was before, if it was. `lines` of the file are
    new or changed, or where others were taken out; none where all are new."""

    after: Analysed
    before: Analysed | None
    lines: tuple[int, ...] = ()


def touched(files: Iterable[tuple[Sequence[Analysed], Sequence[Analysed]]]) -> list[Touched]:
    """The functions that differ in more than white space and comments, of files before and after.

    A function is what it was by its file and name; else by its body, or its name, where another file
    lost it; else by most of its lines.
    """
    matcher = _Matcher(files)
    matcher.pair(lambda one: (one.function.name, _body(one)), same_file=True)
    matcher.pair(lambda one: one.function.name, same_file=True)
    matcher.pair(_body, same_file=False)
    matcher.pair(lambda one: (one.function.language, one.function.name), same_file=False)
    matcher.pair_alike()
    return [
        Touched(after, before, _changed_lines(before, after) if before else ())
        for after, before in matcher.result()
        if before is None or _body(before) != _body(after)
    ]


class _Matcher:
    """Pairs what is left over, by one likeness after another."""

    def __init__(self, files: Iterable[tuple[Sequence[Analysed], Sequence[Analysed]]]) -> None:
        self._after: list[tuple[int, Analysed]] = []
        self._old: dict[int, tuple[int, Analysed]] = {}
        self._pairs: dict[int, Analysed] = {}
        for number, (before, after) in enumerate(files):
            self._after += [(number, one) for one in after]
            self._old |= {len(self._old) + i: (number, one) for i, one in enumerate(before)}

    def result(self) -> list[tuple[Analysed, Analysed | None]]:
        return [(one, self._pairs.get(i)) for i, (_, one) in enumerate(self._after)]

    def pair(self, likeness: Callable[[Analysed], Hashable], *, same_file: bool) -> None:
        known: dict[Hashable, list[int]] = defaultdict(list)
        for key, (number, one) in self._old.items():
            known[(number if same_file else 0, likeness(one))].append(key)
        for index, number, one in self._left():
            if keys := known.get((number if same_file else 0, likeness(one))):
                self._take(index, keys.pop(0))

    def pair_alike(self) -> None:
        """Renamed and changed at once: only within a file, and only among few."""
        lost: dict[int, list[int]] = defaultdict(list)
        for key, (number, _) in self._old.items():
            lost[number].append(key)
        for index, number, one in self._left():
            candidates = [key for key in lost[number] if key in self._old][:_MOST_CANDIDATES]
            rated = [(_likeness(self._old[key][1].function, one.function), -key) for key in candidates]
            if rated and max(rated)[0] >= _ALIKE:
                self._take(index, -max(rated)[1])

    def _left(self) -> list[tuple[int, int, Analysed]]:
        return [(i, number, one) for i, (number, one) in enumerate(self._after) if i not in self._pairs]

    def _take(self, index: int, key: int) -> None:
        self._pairs[index] = self._old.pop(key)[1]


def _body(one: Analysed) -> str:
    return _bare(one.function)


@functools.lru_cache(maxsize=10_000)
def _bare(function: Function) -> str:
    return bare(function.text, function.language)


def _likeness(old: Function, new: Function) -> float:
    """The share of lines in common, 0 to 1, whatever their order."""
    a, b = _counted(old), _counted(new)
    return 2 * (a & b).total() / ((a.total() + b.total()) or 1)


@functools.lru_cache(maxsize=10_000)
def _counted(function: Function) -> Counter[str]:
    return Counter(line for line in _lines(function) if len(line) > 1)


def _lines(function: Function) -> list[str]:
    return ["".join(line.split()) for line in function.text.split("\n")]


def _changed_lines(before: Analysed, after: Analysed) -> tuple[int, ...]:
    """Lines of the file; where lines were only taken out, the one that follows."""
    old, new = _lines(before.function), _lines(after.function)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if not new or not old or len(old) * len(new) > _MOST_COMPARED:
        rows = list(range(start, start + max(len(new), 1)))
    else:
        codes = difflib.SequenceMatcher(None, old, new, autojunk=True).get_opcodes()
        rows = [
            start + row
            for kind, _, _, first, last in codes
            if kind != "equal"
            for row in range(first, max(last, first + 1))
        ]
    first = after.function.span.start_line
    last = after.function.span.end_line
    return tuple(sorted({min(first + row, last) for row in rows}))


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines at the start are the same."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
