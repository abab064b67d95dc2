"""The ranked table: reasons in a column of their own on a wide screen, beneath the place elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vscan.domain import Finding, ScanReport
from vscan.report.base import Style
from vscan.report.lines import Line, Piece, beside, indented, left, right, wrap
from vscan.report.pieces import (
    BAR_CELLS,
    GAP,
    INDENT,
    Name,
    bar,
    function_name,
    heading,
    odds_pieces,
    place_name,
    reason_list,
    severity_piece,
)
from vscan.report.wording import influence, marks, odds, reasons

WIDE = 150
BAR_FROM = 100
_SEVERITY = len("severity")  # no level is longer


def ranking(report: ScanReport, style: Style, width: int) -> Iterator[list[Line]]:
    """The head of the table, then the lines of each finding, as they are ordered in the report; `width` is in
    terminal cells."""
    named = [_Named(one, place_name(one, style), function_name(one)) for one in report.findings]
    columns = _Columns.of(named, width)
    yield list(columns.header())
    for rank, row in enumerate(named, start=1):
        why = reasons(report, row.finding) + (influence(row.finding) if style.verbose else [])
        if columns.place:
            body = list(reason_list(why, style, columns.rest))
        else:
            body = heading(row.place, row.function, columns.rest)
            body += indented(INDENT, reason_list(why, style, columns.rest - INDENT))
        yield list(beside(columns.head(rank, row), columns.indent, body))


@dataclass(frozen=True, slots=True)
class _Named:
    finding: Finding
    place: Name
    function: Name


@dataclass(frozen=True, slots=True)
class _Columns:
    """Widths in cells; `marks` are a part of `odds`, and `place` and `function` 0 where these stand above the
    reasons, in the `rest` of the screen."""

    rank: int
    odds: int
    marks: int
    bar: int
    place: int
    function: int
    indent: int
    rest: int

    @classmethod
    def of(cls, rows: Sequence[_Named], width: int) -> _Columns:
        scores = [row.finding.score for row in rows]
        rank, marked = len(str(len(rows))), max(len(marks(score)) for score in scores)
        chance = max(len("odds"), marked + max(len(odds(score.probability)) for score in scores))
        bar_ = BAR_CELLS if width >= BAR_FROM else 0
        place = function = 0
        if width >= WIDE:
            place = min(max(len("place"), *(row.place.width for row in rows)), width * 25 // 100)
            function = min(max(len("function"), *(row.function.width for row in rows)), width * 20 // 100)
        indent = sum(one + GAP for one in (rank, chance, bar_, _SEVERITY, place, function) if one)
        return cls(rank, chance, marked, bar_, place, function, indent, width - indent)

    def header(self) -> Iterator[Line]:
        names = [
            "#".rjust(self.rank),
            "odds".rjust(self.odds),
            *([" " * self.bar] if self.bar else []),
            "severity",
        ]
        if self.place:
            names += ["place".ljust(self.place), "function".ljust(self.function)]
        head = Piece("".join(name + " " * GAP for name in names), "dim")
        rest = Piece("reasons" if self.place else "place, function and reasons", "dim")
        return beside((head,), self.indent, wrap((rest,), self.rest))

    def head(self, rank: int, row: _Named) -> Line:
        """What stands at the left of a row's first line."""
        score = row.finding.score
        chance, mark = odds_pieces(score)
        line = right(Piece(str(rank), "dim"), self.rank)
        line += right(chance, GAP + self.odds - self.marks) + left(mark, self.marks + GAP)
        line += (bar(score.probability), Piece(" " * GAP)) if self.bar else ()
        line += left(severity_piece(row.finding.severity), _SEVERITY + GAP)
        if self.place:
            line += left(row.place.within(self.place), self.place + GAP)
            line += left(row.function.within(self.function), self.function + GAP)
        return line
