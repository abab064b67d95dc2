"""Draws a report, into a string."""

from __future__ import annotations

from itertools import chain

from vscan.domain import ScanReport
from vscan.report.base import Style
from vscan.report.lines import paint
from vscan.report.ranking import ranking
from vscan.report.summary import headline, summary

NARROWEST = 40


def draw(report: ScanReport, style: Style) -> str:
    """The whole screen. The same report and style give the same text everywhere."""
    width = max(style.width, NARROWEST)
    first = ranking(report, style, width) if report.findings else headline(report, width)
    lines = chain(first, [()], summary(report, style, width))
    return "".join(paint(line, color=style.color) + "\n" for line in lines)
