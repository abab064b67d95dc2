"""The JSON formats, version 1: `schema.json` beside this file, explained in docs/json-format.md.

`saved.py` reads them back.
"""

from __future__ import annotations

import json
import time
from typing import Any

from vscan import __version__
from vscan.domain import (
    ExitPolicy,
    Finding,
    Notice,
    Place,
    RuleInfo,
    RuleMatch,
    ScanReport,
    Skipped,
    Suppression,
)
from vscan.report.base import Style

SCHEMA_VERSION = "1"
UTC = "%Y-%m-%dT%H:%M:%SZ"


class JsonReporter:
    """Two equal reports give the same bytes, all of them ASCII."""

    def render(self, report: ScanReport, style: Style) -> str:
        return json.dumps(_document(report), indent=2, ensure_ascii=True, allow_nan=False) + "\n"


class JsonLinesReporter:
    """A line a finding, each an object as it stands in the JSON format."""

    def render(self, report: ScanReport, style: Style) -> str:
        lines = (json.dumps(_finding(report, finding), allow_nan=False) for finding in report.findings)
        return "".join(f"{line}\n" for line in lines)


def _document(report: ScanReport) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "vscan", "version": __version__},
        "summary": _summary(report),
        "exit": _exit(report.policy, report.exit_code),
        "roots": [{"path": root.path, "in_repository": root.in_repository} for root in report.roots],
        "findings": [_finding(report, finding) for finding in report.findings],
        "rules": [_rule(report.rules[rule_id]) for rule_id in _matched(report)],
        "hidden": report.hidden,
        "beyond_top": report.beyond_top,
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
        "started": time.strftime(UTC, time.gmtime(totals.started)),
        "seconds": round(totals.seconds, 3),
        "languages": dict(sorted(totals.languages.items())),
        "abstained": dict(sorted(totals.abstained.items())),
        "caveats": {caveat.value: number for caveat, number in sorted(totals.caveats.items())},
        "suppressed": {origin.value: number for origin, number in totals.suppressed.items()},
        "skipped": report.skipped_by_reason,
        "changes": _changes(report),
    }


def _exit(policy: ExitPolicy, code: int) -> dict[str, Any]:
    return {
        "code": code,
        "fail_on": policy.fail_on.label if policy.fail_on else "none",
        "max_findings": policy.max_findings,
        "exit_zero": policy.exit_zero,
        "fail_on_increase": _rounded(policy.fail_on_increase),
    }


def _finding(report: ScanReport, finding: Finding) -> dict[str, Any]:
    function = finding.function
    return {
        "path": function.path,
        "start_line": function.span.start_line,
        "end_line": function.span.end_line,
        "anchor_line": finding.anchor_line,
        "function": function.name,
        "language": function.language,
        "probability": _rounded(finding.score.probability),
        "abstained": finding.score.abstained or None,
        "by_odds": finding.by_odds,
        "caveats": [caveat.value for caveat in finding.score.caveats],
        "severity": finding.severity.label,
        "cwe": _cwe(finding.cwe),
        "rules": [_match(report.rules[match.rule_id], finding, match) for match in finding.matches],
        "reasons": list(finding.reasons),
        "influence": [
            {"line": finding.line_of(one), "share": _rounded(one.share)} for one in finding.influence
        ],
        "places": [_place(place) for place in finding.places],
        "fingerprint": finding.fingerprint,
        "suppressed": [_suppression(one) for one in finding.suppressed],
        "change": _change(finding),
    }


def _match(rule: RuleInfo, finding: Finding, match: RuleMatch) -> dict[str, Any]:
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


def _change(finding: Finding) -> dict[str, Any] | None:
    change = finding.change
    if change is None:
        return None
    return {
        "new": change.new,
        "lines": list(change.lines),
        "before": _rounded(change.before),
        "rise": _rounded(finding.rise),
    }


def _changes(report: ScanReport) -> dict[str, Any] | None:
    changes = report.changes
    if changes is None:
        return None
    return {
        "base": changes.base,
        "new": changes.new,
        "changed": changes.changed,
        "rose": changes.rose,
        "fell": changes.fell,
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


def _matched(report: ScanReport) -> list[str]:
    every = (*report.findings, *report.suppressed)
    return sorted({match.rule_id for finding in every for match in finding.matches})


def _rule(rule: RuleInfo) -> dict[str, Any]:
    return {"id": rule.id, "page": rule.page}


def _place(place: Place) -> dict[str, Any]:
    return {
        "line": place.line,
        "start_column": place.start_column,
        "end_column": place.end_column,
        "line_hash": place.line_hash,
    }


def _skip(skip: Skipped) -> dict[str, str]:
    return {"path": skip.path, "reason": skip.reason.value, "detail": skip.detail}


def _cwe(numbers: tuple[int, ...]) -> list[str]:
    return [f"CWE-{number}" for number in numbers]


def _rounded(probability: float | None) -> float | None:
    return None if probability is None else round(probability, 6)
