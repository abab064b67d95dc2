"""What a cache keeps of what a scan made of a file, and what it believes when it reads that again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from vscan.cache.folding import UNFIT, fold, match_of, match_row, unfold
from vscan.domain import (
    Caveat,
    FileResult,
    Finding,
    Function,
    Place,
    Score,
    Severity,
    Skipped,
    SkipReason,
    Span,
)

_MAX_COUNT = 2**53

T = TypeVar("T")


def pack_result(result: FileResult | Skipped) -> bytes:
    return fold(_values(result))


def unpack_result(packed: bytes, path: str, rules: Collection[str]) -> FileResult | Skipped | None:
    """None for what is no result of a scan with these rules."""
    try:
        return _result(path, unfold(packed), rules)
    except UNFIT:
        return None


def _values(result: FileResult | Skipped) -> list[Any]:
    if isinstance(result, Skipped):
        return [result.reason, result.detail]
    counts = [result.languages, result.abstained, result.caveats]
    return [result.lines, *counts, result.held_back, list(map(_row, result.findings))]


def _result(path: str, values: Sequence[Any], rules: Collection[str]) -> FileResult | Skipped:
    """Raises ValueError or TypeError for what is none."""
    if len(values) == 2:
        return Skipped(path, SkipReason(values[0]), _is(str, values[1]))
    lines, languages, abstained, caveats, held_back, rows = values
    return FileResult(
        path,
        _count(lines),
        _counts(languages),
        _counts(abstained),
        {Caveat(name): number for name, number in _counts(caveats).items()},
        _count(held_back),
        tuple(_finding(row, path, rules) for row in _list(rows)),
    )


def _row(finding: Finding) -> list[Any]:
    function, score, span = finding.function, finding.score, finding.function.span
    return [
        [function.language, function.name, function.text],
        [span.start_line, span.end_line, span.start_byte, span.end_byte],
        [score.probability, score.abstained, *score.caveats],
        list(map(match_row, finding.matches)),
        [int(finding.severity), finding.by_odds, finding.fingerprint, list(finding.cwe)],
        list(finding.reasons),
        [[place.line, place.start_column, place.end_column, place.line_hash] for place in finding.places],
    ]


def _finding(row: Any, path: str, rules: Collection[str]) -> Finding:
    """Raises ValueError or TypeError for what is none."""
    (language, name, text), offsets, odds, matches, judged, reasons, places = row
    severity, by_odds, fingerprint, cwe = judged
    span = Span(*map(_count, offsets))
    lines = span.end_line - span.start_line + 1
    return Finding(
        function=Function(path, _is(str, language), _is(str, name), span, _is(str, text)),
        score=_score(*odds),
        matches=tuple(match_of(match, rules, lines) for match in _list(matches)),
        severity=Severity(severity),
        cwe=tuple(map(_count, _list(cwe))),
        reasons=tuple(_is(str, reason) for reason in _list(reasons)),
        fingerprint=_is(str, fingerprint),
        places=tuple(_place(*place) for place in _list(places)),
        by_odds=_is(bool, by_odds),
    )


def _score(probability: Any, abstained: Any, *caveats: Any) -> Score:
    if probability is not None and not 0 <= _is(float, probability) <= 1:
        raise ValueError("no probability")
    found = tuple(map(Caveat, caveats))
    if found != Caveat.in_order(found):
        raise ValueError("caveats out of order")
    return Score(probability, _is(str, abstained), found)


def _place(line: Any, start: Any, end: Any, line_hash: Any) -> Place:
    return Place(_count(line), _count(start), _count(end), _is(str, line_hash))


def _counts(value: Any) -> Mapping[str, int]:
    return {name: _count(number) for name, number in _is(dict, value).items()}


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= _MAX_COUNT:
        raise ValueError("no count")
    return value


def _list(value: Any) -> list[Any]:
    return _is(list, value)


def _is(kind: type[T], value: Any) -> T:
    if type(value) is not kind:
        raise TypeError(f"no {kind.__name__}")
    return value
