"""Markdown for the comment on a pull request: the first findings, within what a comment may hold."""

from __future__ import annotations

import re

from vscan.domain import Finding, ScanReport
from vscan.report.base import Style
from vscan.report.visible import visible
from vscan.report.wording import counted, legend, marks, nothing, odds, percent, reasons

MOST_CHARACTERS = 60_000
"""A comment holds 65,536."""

_MARKUP = re.compile(r"([\\`*_\[\]<>&~$|:])")
# A space of no width ends what would link or mention, which happens to text after markup.
_LINKS = re.compile(r"(?<=[@#])|(?<=www)(?=\.)")


class MarkdownReporter:
    """A table of findings, then what was scanned. Text from outside links, mentions and draws nothing."""

    def render(self, report: ScanReport, style: Style) -> str:
        if not report.findings:
            return "\n\n".join(["### vscan", *nothing(report), _scanned(report)]) + "\n"
        text = f"### vscan: {counted(len(report.findings), 'finding')}\n\n"
        text += "| odds | severity | place | function | why |\n|--:|---|---|---|---|\n"
        for number, finding in enumerate(report.findings):
            row = _row(report, finding)
            if len(text) + len(row) > MOST_CHARACTERS:
                text += f"\n{len(report.findings) - number:,} more findings: too many for a comment.\n"
                break
            text += row
        return f"{text}\n{_scanned(report)}\n"


def _row(report: ScanReport, finding: Finding) -> str:
    path = report.repository_path(finding.function.path)
    why = "<br>".join(escaped(str(reason)) for reason in reasons(report, finding))
    cells = (
        f"{odds(finding.score.probability)}{escaped(marks(finding.score))}".replace(" ", "\u00a0"),
        finding.severity.label,
        code(f"{path}:{finding.anchor_line}"),
        code(finding.function.name),
        why or "no single reason stands out",
    )
    return f"| {' | '.join(cells)} |\n"


def _scanned(report: ScanReport) -> str:
    totals = report.totals
    words = f"{counted(totals.functions, 'function')} in {counted(totals.files, 'file')} scanned"
    if report.model:
        words += f"; threshold {percent(report.threshold, 3)}"
    if failed := sum(report.failures.values()):
        words += f"; {counted(failed, 'file')} could not be scanned"
    if marked := legend(report.findings):
        words += f"; {escaped(marked)}"
    return f"<sub>{words}. Odds say where to look first; they prove nothing.</sub>"


def code(text: str) -> str:
    """A code span that the text cannot leave, in a table's cell."""
    text = visible(text).replace("|", "\\|")
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def escaped(text: str) -> str:
    """Text that shows as it is written: no markup, no link, nobody mentioned."""
    return _LINKS.sub("\u200b", _MARKUP.sub(r"\\\1", visible(text)))
