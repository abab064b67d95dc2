"""The ranked table: reasons in a column of their own on a wide screen, beneath the place elsewhere."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from vscan.domain import Finding, ScanReport
from vscan.report import cells
from vscan.report.base import Style
from vscan.report.wording import influence, marks, reasons

WIDE = 150
BAR_FROM = 100


def ranking(report: ScanReport, style: Style, width: int) -> Table:
    """The findings as they are ordered in the report; `width` is in terminal cells."""
    table = Table(box=None, expand=True, padding=(0, cells.GAP, 0, 0), pad_edge=False, header_style="dim")
    _columns(table, width)
    marked = max((len(marks(finding.score)) for finding in report.findings), default=0)
    for rank, finding in enumerate(report.findings, start=1):
        table.add_row(*_head(rank, finding, marked, width), *_body(report, finding, style, width))
    return table


def _columns(table: Table, width: int) -> None:
    table.add_column("#", justify="right", style="dim", no_wrap=True)
    table.add_column("odds", justify="right", no_wrap=True)
    if width >= BAR_FROM:
        table.add_column("", no_wrap=True)
    table.add_column("severity", no_wrap=True)
    if width >= WIDE:
        table.add_column("place", max_width=width * 25 // 100)
        table.add_column("function", max_width=width * 20 // 100)
        table.add_column("reasons", ratio=1)
    else:
        table.add_column("place, function and reasons", ratio=1)


def _head(rank: int, finding: Finding, marked: int, width: int) -> list[RenderableType]:
    bar = [cells.bar_cell(finding.score.probability)] if width >= BAR_FROM else []
    return [str(rank), cells.odds_cell(finding.score, marked), *bar, cells.severity_cell(finding.severity)]


def _body(report: ScanReport, finding: Finding, style: Style, width: int) -> list[RenderableType]:
    place, function = cells.place_name(finding, style), cells.function_name(finding)
    why = cells.reason_list(reasons(report, finding) + (influence(finding) if style.verbose else []), style)
    if width >= WIDE:
        return [place, function, why]
    return [Group(cells.Heading(place, function), Padding(why, (0, 0, 0, 2)))]
