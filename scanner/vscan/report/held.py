"""What was kept out of sight on purpose, and what is wrong with the means of doing so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from vscan.domain import Finding, Origin, ScanReport
from vscan.report.base import Style
from vscan.report.visible import visible
from vscan.report.wording import place, reasons

_BY = {Origin.COMMENT: "by comments", Origin.BASELINE: "by the baseline"}


def counts(report: ScanReport) -> Text:
    numbers = report.totals.suppressed
    listed = ", ".join(f"{number:,} {_BY[origin]}" for origin, number in numbers.items())
    return Text(listed if report.suppressed else f"{listed}; shown with --show-suppressed")


def notices(report: ScanReport, style: Style) -> Text:
    numbers = Counter(notice.kind.value for notice in report.notices)
    listed = ", ".join(f"{number:,} {kind}" for kind, number in sorted(numbers.items()))
    return Text.assemble((listed, "yellow"), "" if style.verbose else "; each with --verbose")


def suppressed(report: ScanReport) -> Iterator[RenderableType]:
    """A list of what the table leaves out."""
    if report.suppressed:
        yield Text("\nsuppressed", "dim")
    for finding in report.suppressed:
        why = "; ".join(map(str, reasons(report, finding))) or "its odds"
        text = Text.assemble(
            f"{place(finding)} ",
            (visible(finding.function.name), "bold"),
            f": {why} ",
            (_because(finding), "dim"),
        )
        yield Padding(text, (0, 0, 0, 2))


def _because(finding: Finding) -> str:
    said = []
    for one in finding.suppressed:
        where = f"by line {one.line}" if one.origin is Origin.COMMENT else _BY[one.origin]
        said.append(f"{where}: {visible(one.reason)}" if one.reason else where)
    return f"[{'; '.join(said)}]"


def each_notice(report: ScanReport) -> Iterator[RenderableType]:
    if report.notices:
        yield Text("\nnotices", "dim")
    for notice in report.notices:
        line = f":{notice.line}" if notice.line else ""
        detail = f" ({visible(notice.detail)})" if notice.detail else ""
        text = Text(f"{notice.kind.value}: {visible(notice.path)}{line}{detail}", overflow="fold")
        yield Padding(text, (0, 0, 0, 2))
