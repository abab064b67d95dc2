"""What was kept out of sight on purpose, and what is wrong with the means of doing so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from vscan.domain import Finding, Notice, Origin, ScanReport
from vscan.report.base import Style
from vscan.report.lines import Line, Piece, plain
from vscan.report.visible import visible
from vscan.report.wording import place, reasons

_BY = {Origin.COMMENT: "by comments", Origin.BASELINE: "by the baseline"}


def counts(report: ScanReport) -> str:
    numbers = report.totals.suppressed
    listed = ", ".join(f"{number:,} {_BY[origin]}" for origin, number in numbers.items())
    return listed if report.suppressed else f"{listed}; shown with --show-suppressed"


def notices(report: ScanReport, style: Style) -> Line:
    numbers = Counter(notice.kind.value for notice in report.notices)
    listed = ", ".join(f"{number:,} {kind}" for kind, number in sorted(numbers.items()))
    return Piece(listed, "yellow"), Piece("" if style.verbose else "; each with --verbose")


def suppressed(report: ScanReport) -> Iterator[Line]:
    """What the table leaves out."""
    for finding in report.suppressed:
        why = "; ".join(map(str, reasons(report, finding))) or "its odds"
        yield (
            Piece(f"{place(finding)} "),
            Piece(visible(finding.function.name), "bold"),
            Piece(f": {why} "),
            Piece(_because(finding), "dim"),
        )


def _because(finding: Finding) -> str:
    said = []
    for one in finding.suppressed:
        where = f"by line {one.line}" if one.origin is Origin.COMMENT else _BY[one.origin]
        said.append(f"{where}: {visible(one.reason)}" if one.reason else where)
    return f"[{'; '.join(said)}]"


def notice(one: Notice) -> Line:
    line = f":{one.line}" if one.line else ""
    detail = f" ({visible(one.detail)})" if one.detail else ""
    return plain(f"{one.kind.value}: {visible(one.path)}{line}{detail}")
