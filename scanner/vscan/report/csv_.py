"""CSV for spreadsheets: a row a finding, cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io

from vscan.domain import Finding, ScanReport
from vscan.report.base import Style
from vscan.report.visible import visible

COLUMNS = (
    "path",
    "start_line",
    "end_line",
    "function",
    "language",
    "severity",
    "probability",
    "caveats",
    "cwe",
    "rules",
    "reasons",
    "fingerprint",
)
_FORMULA = ("=", "+", "-", "@", "|", "%")


class CsvReporter:
    """The first row names the columns; several values of one cell are parted by `; `."""

    def render(self, report: ScanReport, style: Style) -> str:
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(map(_row, report.findings))
        return buffer.getvalue()


def _row(finding: Finding) -> list[str]:
    function, score = finding.function, finding.score
    cells = (
        function.path,
        str(function.span.start_line),
        str(function.span.end_line),
        function.name,
        function.language,
        finding.severity.label,
        "" if score.probability is None else str(round(score.probability, 6)),
        "; ".join(caveat.value for caveat in score.caveats),
        "; ".join(f"CWE-{number}" for number in finding.cwe),
        "; ".join(f"{match.rule_id}:{finding.line_of(match)}" for match in finding.matches),
        "; ".join(finding.reasons),
        finding.fingerprint,
    )
    return [_safe(visible(cell)) for cell in cells]


def _safe(cell: str) -> str:
    """An apostrophe before what a spreadsheet would compute; it shows the rest as text."""
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) else cell
