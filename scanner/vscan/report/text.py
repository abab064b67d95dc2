"""The text format: what a reviewer sees first."""

from __future__ import annotations

from vscan.domain import Finding, ScanReport
from vscan.report.base import Style
from vscan.report.screen import draw
from vscan.report.visible import visible
from vscan.report.wording import marks, odds, place, reasons


class TextReporter:
    """A ranked table and a summary; with `quiet`, one line a finding and nothing else."""

    def render(self, report: ScanReport, style: Style) -> str:
        if style.quiet:
            return "".join(_line(report, finding) + "\n" for finding in report.findings)
        return draw(report, style)


def _line(report: ScanReport, finding: Finding) -> str:
    """`path:line: severity odds function: reason; reason`, the odds with their marks"""
    why = "; ".join(map(str, reasons(report, finding))) or "no single reason stands out"
    chance = odds(finding.score.probability).replace(" ", "") + marks(finding.score)
    return f"{place(finding)}: {finding.severity.label} {chance} {visible(finding.function.name)}: {why}"
