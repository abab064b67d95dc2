"""What a cache keeps of a file's functions, and what it believes when it reads that again.

An entry may be damaged, or come with a hostile tree: it must fit the file it is said to be of.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterator, Sequence
from typing import TypeAlias

from vscan.domain import Analysed, Analysis, Caveat, Function, Remark, RuleMatch, Score, SourceFile, Span

_MAX_BYTES = 100_000_000
_MAX_COUNT = 1e9

_Match: TypeAlias = tuple[str, int, int, str]
_Row: TypeAlias = tuple[str, int, int, list[float], list[_Match]]


def pack(functions: Sequence[Analysed]) -> bytes:
    """The functions of one file without their texts, which the file holds."""
    return zlib.compress(json.dumps([_row(one) for one in functions]).encode(), 1)


def unpack(
    packed: bytes, source: SourceFile, metrics: Sequence[str], rules: Collection[str]
) -> tuple[Analysed, ...] | None:
    """None for an entry that does not fit the file, the metrics' names or the rules' ids."""
    try:
        rows = json.loads(zlib.decompressobj().decompress(packed, _MAX_BYTES))
        return tuple(_functions(rows, source, metrics, rules))
    except (ValueError, TypeError, RecursionError, zlib.error):
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


def _row(one: Analysed) -> _Row:
    span, analysis = one.function.span, one.analysis
    matches = [(m.rule_id, m.start_line, m.end_line, m.excerpt) for m in analysis.matches]
    return one.function.name, span.start_byte, span.end_byte, list(analysis.metrics.values()), matches


def _functions(
    rows: Sequence[_Row], source: SourceFile, metrics: Sequence[str], rules: Collection[str]
) -> Iterator[Analysed]:
    """Raises ValueError or TypeError for rows that do not fit."""
    data = source.text.encode("utf-8", "replace")
    end = line = 0
    for name, start, stop, values, matches in rows:
        if not (isinstance(name, str) and end <= start < stop <= len(data)):
            raise ValueError("no function of this file, or out of order")
        if not all(0 <= value <= _MAX_COUNT for value in values):
            raise ValueError("not counts")
        first = line + data.count(b"\n", end, start)
        last = first + data.count(b"\n", start, stop)
        text = data[start:stop].decode("utf-8", "replace")
        span = Span(first + 1, last + 1, start, stop)
        found = tuple(_match(match, rules, last - first + 1) for match in matches)
        analysis = Analysis(dict(zip(metrics, values, strict=True)), found)
        yield Analysed(Function(source.path, source.language, name, span, text), analysis)
        end, line = stop, last


def _remark(row: tuple[int, int, str], source: SourceFile) -> Remark:
    line, target, text = row
    if {type(line), type(target)} != {int} or not 1 <= line <= target <= source.text.count("\n") + 2:
        raise ValueError("lines outside the file")
    if text not in source.text:
        raise ValueError("not in the file")
    return Remark(line, target, text)


def _match(match: _Match, rules: Collection[str], lines: int) -> RuleMatch:
    rule, first, last, excerpt = match
    if rule not in rules or not isinstance(excerpt, str):
        raise ValueError("no match of a known rule")
    if {type(first), type(last)} != {int} or not 1 <= first <= last <= lines:
        raise ValueError("lines outside the function")
    return RuleMatch(rule, first, last, excerpt)
