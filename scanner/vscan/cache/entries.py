"""What a cache keeps of a file and of a function, and what it believes when it reads that again.

An entry may be damaged, or come with a hostile tree: it must fit the text it is said to be of.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import TypeAlias

from vscan.cache.folding import UNFIT, fold, match_of, match_row, unfold
from vscan.domain import Analysis, Caveat, Function, Remark, Score, SourceFile, Span

_MAX_COUNT = 1e9

_Place: TypeAlias = tuple[str, int, int]


def pack_functions(functions: Sequence[Function]) -> bytes:
    """Where the functions of one file stand; the file holds their texts."""
    places = [(one.name, one.span.start_byte, one.span.end_byte) for one in functions]
    return fold(places)


def unpack_functions(packed: bytes, source: SourceFile) -> tuple[Function, ...] | None:
    """None for an entry that does not fit the file."""
    try:
        return tuple(_functions(unfold(packed), source))
    except UNFIT:
        return None


def pack_analysis(analysis: Analysis) -> bytes:
    return fold([list(analysis.metrics.values()), list(map(match_row, analysis.matches))])


def unpack_analysis(
    packed: bytes, function: Function, metrics: Sequence[str], rules: Collection[str]
) -> Analysis | None:
    """None for an entry that does not fit the function, the metrics' names or the rules' ids."""
    try:
        values, matches = unfold(packed)
        if not all(0 <= value <= _MAX_COUNT for value in values):
            raise ValueError("not counts")
        lines = function.span.end_line - function.span.start_line + 1
        found = tuple(match_of(match, rules, lines) for match in matches)
        return Analysis(dict(zip(metrics, values, strict=True)), found)
    except UNFIT:
        return None


def pack_remarks(remarks: Sequence[Remark]) -> bytes:
    return json.dumps([(one.line, one.target, one.text) for one in remarks]).encode()


def unpack_remarks(packed: bytes, source: SourceFile) -> tuple[Remark, ...] | None:
    """None for an entry whose remarks do not stand in the file."""
    try:
        return tuple(_remark(row, source) for row in json.loads(packed))
    except (ValueError, TypeError, RecursionError):
        return None


def pack_score(score: Score) -> bytes:
    return json.dumps([score.probability, *score.caveats]).encode()


def unpack_score(value: bytes) -> Score | None:
    """None for what is no probability with caveats in their order."""
    try:
        number, *names = json.loads(value)
        caveats = tuple(Caveat(name) for name in names)
    except (ValueError, TypeError, RecursionError):
        return None
    if not isinstance(number, float) or not 0 <= number <= 1:
        return None
    return Score(number, caveats=caveats) if caveats == Caveat.in_order(caveats) else None


def _functions(places: Sequence[_Place], source: SourceFile) -> Iterator[Function]:
    """Raises ValueError or TypeError for places that do not fit."""
    data = source.text.encode("utf-8", "replace")
    end = line = 0
    for name, start, stop in places:
        if not (isinstance(name, str) and end <= start < stop <= len(data)):
            raise ValueError("no function of this file, or out of order")
        first = line + data.count(b"\n", end, start)
        last = first + data.count(b"\n", start, stop)
        text = data[start:stop].decode("utf-8", "replace")
        yield Function(source.path, source.language, name, Span(first + 1, last + 1, start, stop), text)
        end, line = stop, last


def _remark(row: tuple[int, int, str], source: SourceFile) -> Remark:
    line, target, text = row
    if {type(line), type(target)} != {int} or not 1 <= line <= target <= source.text.count("\n") + 2:
        raise ValueError("lines outside the file")
    if text not in source.text:
        raise ValueError("not in the file")
    return Remark(line, target, text)
