"""The JSON format, version 1: `schema.json` beside this file, explained in docs/json-format.md."""

from __future__ import annotations

import json
from typing import Any

from vscan import __version__
from vscan.domain import Finding, Notice, RuleMatch, ScanReport, Skipped, Suppression
from vscan.report.base import Style

SCHEMA_VERSION = "1"


class JsonReporter:
    """Two equal reports give the same bytes, all of them ASCII."""

    def render(self, report: ScanReport, style: Style) -> str:
        return json.dumps(_document(report), indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _document(report: ScanReport) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "vscan", "version": __version__},
        "summary": _summary(report),
        "findings": [_finding(report, finding) for finding in report.findings],
        "hidden": report.hidden,
        "suppressed": [_finding(report, finding) for finding in report.suppressed],
        "notices": [_notice(notice) for notice in report.notices],
        "skipped": [_skip(skip) for skip in report.skipped],
    }


def _summary(report: ScanReport) -> dict[str, Any]:
    totals = report.totals
    return {
        "model": report.model,
        "threshold": _rounded(report.threshold),
        "base_rate": _rounded(report.base_rate),
        "calibrated_rate": _rounded(report.calibrated_rate),
        "files": totals.files,
        "functions": totals.functions,
        "lines": totals.lines,
        "cached": totals.cached,
        "seconds": round(totals.seconds, 3),
        "languages": dict(sorted(totals.languages.items())),
        "abstained": dict(sorted(totals.abstained.items())),
        "caveats": {caveat.value: number for caveat, number in sorted(totals.caveats.items())},
        "suppressed": {origin.value: number for origin, number in totals.suppressed.items()},
        "skipped": report.skipped_by_reason,
    }


def _finding(report: ScanReport, finding: Finding) -> dict[str, Any]:
    function = finding.function
    return {
        "path": function.path,
        "start_line": function.span.start_line,
        "end_line": function.span.end_line,
        "function": function.name,
        "language": function.language,
        "probability": _rounded(finding.score.probability),
        "abstained": finding.score.abstained or None,
        "caveats": [caveat.value for caveat in finding.score.caveats],
        "severity": finding.severity.label,
        "cwe": _cwe(finding.cwe),
        "rules": [_rule(report, finding, match) for match in finding.matches],
        "reasons": list(finding.reasons),
        "influence": [
            {"line": finding.line_of(one), "share": _rounded(one.share)} for one in finding.influence
        ],
        "fingerprint": finding.fingerprint,
        "suppressed": [_suppression(one) for one in finding.suppressed],
    }


def _rule(report: ScanReport, finding: Finding, match: RuleMatch) -> dict[str, Any]:
    rule = report.rules[match.rule_id]
    line = finding.line_of(match)
    return {
        "id": rule.id,
        "title": rule.title,
        "message": rule.message,
        "line": line,
        "end_line": line + match.end_line - match.start_line,
        "severity": rule.severity.label,
        "confidence": rule.confidence.label,
        "cwe": _cwe(rule.cwe),
        "excerpt": match.excerpt,
    }


def _suppression(one: Suppression) -> dict[str, Any]:
    return {"by": one.origin.value, "line": one.line or None, "reason": one.reason}


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "path": notice.path,
        "line": notice.line or None,
        "kind": notice.kind.value,
        "detail": notice.detail,
    }


def _skip(skip: Skipped) -> dict[str, str]:
    return {"path": skip.path, "reason": skip.reason.value, "detail": skip.detail}


def _cwe(numbers: tuple[int, ...]) -> list[str]:
    return [f"CWE-{number}" for number in numbers]


def _rounded(probability: float | None) -> float | None:
    return None if probability is None else round(probability, 6)
