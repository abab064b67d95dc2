"""Draws the text report of a saved scan as an SVG picture.

vscan --format json src > report.json
python docs/picture.py report.json docs/scan.svg
"""

from __future__ import annotations

import argparse
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from vscan.domain import (
    Caveat,
    Confidence,
    Finding,
    Function,
    LineInfluence,
    Notice,
    NoticeKind,
    Origin,
    RuleInfo,
    RuleMatch,
    ScanReport,
    Score,
    Severity,
    Skipped,
    SkipReason,
    Span,
    Suppression,
    Totals,
)
from vscan.report import FORMATS, Style


def load(document: dict[str, Any]) -> ScanReport:
    """The report that a JSON document of version 1 was written from, without the functions' texts."""
    summary = document["summary"]
    every = [*document["findings"], *document["suppressed"]]
    rules = {rule["id"]: _rule(rule) for finding in every for rule in finding["rules"]}
    return ScanReport(
        findings=tuple(_finding(finding) for finding in document["findings"]),
        hidden=document["hidden"],
        skipped=tuple(
            Skipped(skip["path"], SkipReason(skip["reason"]), skip["detail"]) for skip in document["skipped"]
        ),
        totals=Totals(
            **{
                name: summary[name]
                for name in ("files", "functions", "lines", "cached", "seconds", "languages", "abstained")
            },
            caveats={Caveat(name): count for name, count in summary["caveats"].items()},
            suppressed={Origin(name): count for name, count in summary["suppressed"].items()},
        ),
        model=summary["model"],
        threshold=summary["threshold"],
        rules=rules,
        base_rate=summary["base_rate"],
        calibrated_rate=summary["calibrated_rate"],
        suppressed=tuple(_finding(finding) for finding in document["suppressed"]),
        notices=tuple(
            Notice(one["path"], one["line"] or 0, NoticeKind(one["kind"]), one["detail"])
            for one in document["notices"]
        ),
    )


def draw(report: ScanReport, width: int) -> str:
    """The text report in colour, as SVG; `width` is in terminal cells."""
    screen = FORMATS["text"].render(report, Style(width=width, color=True))
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True, legacy_windows=False)
    console.print(Text.from_ansi(screen))
    svg = console.export_svg(title="vscan", unique_id="vscan")
    return svg.replace("<svg ", '<svg xml:space="preserve" ', 1)  # some viewers trim each piece of text


def _finding(saved: dict[str, Any]) -> Finding:
    start = saved["start_line"]
    return Finding(
        function=Function(
            saved["path"], saved["language"], saved["function"], Span(start, saved["end_line"], 0, 0), text=""
        ),
        score=Score(saved["probability"], saved["abstained"] or "", tuple(map(Caveat, saved["caveats"]))),
        matches=tuple(
            RuleMatch(rule["id"], rule["line"] - start + 1, rule["end_line"] - start + 1, rule["excerpt"])
            for rule in saved["rules"]
        ),
        severity=Severity.parse(saved["severity"]),
        cwe=_numbers(saved["cwe"]),
        reasons=tuple(saved["reasons"]),
        fingerprint=saved["fingerprint"],
        influence=tuple(LineInfluence(one["line"] - start + 1, one["share"]) for one in saved["influence"]),
        suppressed=tuple(
            Suppression(Origin(one["by"]), one["line"] or 0, one["reason"]) for one in saved["suppressed"]
        ),
    )


def _rule(saved: dict[str, Any]) -> RuleInfo:
    return RuleInfo(
        id=saved["id"],
        title=saved["title"],
        message=saved["message"],
        severity=Severity.parse(saved["severity"]),
        confidence=Confidence.parse(saved["confidence"]),
        cwe=_numbers(saved["cwe"]),
    )


def _numbers(cwe: list[str]) -> tuple[int, ...]:
    return tuple(int(name.removeprefix("CWE-")) for name in cwe)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report", type=Path, help="a report saved with `vscan --format json`")
    parser.add_argument("picture", type=Path, help="the SVG file to write")
    parser.add_argument("--width", type=int, default=100, help="in terminal cells (default: 100)")
    parser.add_argument("--top", type=int, default=8, help="findings to draw (default: 8)")
    options = parser.parse_args()
    report = load(json.loads(options.report.read_text("utf-8")))
    kept = report.findings[: options.top]
    report = replace(report, findings=kept, hidden=report.hidden + len(report.findings) - len(kept))
    options.picture.write_text(draw(report, options.width), "utf-8")


if __name__ == "__main__":
    main()
