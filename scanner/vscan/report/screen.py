"""Draws a report, into a string."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate, chain

from vscan.domain import ScanReport
from vscan.report.base import Style
from vscan.report.lines import Line, paint
from vscan.report.ranking import ranking
from vscan.report.summary import headline, summary

NARROWEST = 40
FEWEST = 5
"""Findings that are shown on the lowest terminal."""


def draw(report: ScanReport, style: Style) -> str:
    """The whole screen. The same report and style give the same text everywhere."""
    width = max(style.width, NARROWEST)
    if report.findings:
        lines = _ranked(report, style, width)
    else:
        lines = [*headline(report, width), (), *summary(report, style, width)]
    return "".join(paint(line, color=style.color) + "\n" for line in lines)


def _ranked(report: ScanReport, style: Style, width: int) -> Iterable[Line]:
    """All findings and the summary, or as many as leave the first one in sight above it."""
    head, *rows = ranking(report, style, width)
    below = [(), *summary(report, style, width)]
    if style.height is not None:
        room = style.height - len(head) - len(below) - 2  # the prompt, and a line more that the count takes
        ends = accumulate(map(len, rows))
        fitting = max(sum(end <= room for end in ends), FEWEST)
        if fitting < len(rows):
            rows, below = rows[:fitting], [(), *summary(report, style, width, drawn=fitting)]
    return chain(head, *rows, below)
