"""SARIF 2.1.0 as GitHub code scanning reads it: see docs/formats.md for what it keeps and ignores."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from vscan import __version__
from vscan.domain import Finding, Place, ScanReport
from vscan.report.alerts import Alert, alerts
from vscan.report.base import Style
from vscan.report.sarif_rules import LEVELS, rule_entries
from vscan.report.wording import counted

MOST_RESULTS = 5_000
MOST_NOTIFICATIONS = 100
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class SarifReporter:
    """Equal findings give the same bytes: no time, no duration, nothing of the machine."""

    def render(self, report: ScanReport, style: Style) -> str:
        log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, style)]}
        return json.dumps(log, indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def _run(report: ScanReport, style: Style) -> dict[str, Any]:
    found = alerts(report)
    shown = found[:MOST_RESULTS]
    rules = rule_entries(alert.rule for alert in shown)
    indices = {rule["id"]: index for index, rule in enumerate(rules)}
    driver = {"name": "vscan", "version": __version__, "semanticVersion": __version__, "rules": rules}
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": _category(report, style)},
        "columnKind": "utf16CodeUnits",
        "invocations": [
            {
                "executionSuccessful": True,  # false would have the whole file refused
                "toolExecutionNotifications": _notifications(report, len(found) - len(shown)),
            }
        ],
        "results": [_result(report, alert, indices[alert.rule.id]) for alert in shown],
    }


def _category(report: ScanReport, style: Style) -> str:
    """Ends in a slash: what follows one names a single run."""
    if style.category:
        return f"{style.category.strip('/')}/"
    (subtree,) = [root.in_repository for root in report.roots] if len(report.roots) == 1 else [None]
    return f"vscan/{subtree}/" if subtree else "vscan/"


def _result(report: ScanReport, alert: Alert, index: int) -> dict[str, Any]:
    finding, artifact = alert.finding, {"uri": _uri(report, alert.finding.function.path)}
    prints = {"functionFingerprint/v1": finding.fingerprint}
    if alert.place.line_hash:
        prints["primaryLocationLineHash"] = alert.place.line_hash
    return {
        "ruleId": alert.rule.id,
        "ruleIndex": index,
        "level": LEVELS[alert.severity],
        "message": {"text": f"{_unlinked(alert.message[:-1])} ([the whole function](1))."},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": artifact, "region": _line(alert.place)},
                "logicalLocations": [{"fullyQualifiedName": finding.function.name, "kind": "function"}],
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "message": {"text": "the whole function"},
                "physicalLocation": {"artifactLocation": artifact, "region": _whole(finding)},
            }
        ],
        "partialFingerprints": prints,
        "properties": {
            "probability": _rounded(finding.score.probability),
            "caveats": [caveat.value for caveat in finding.score.caveats],
        },
    }


def _line(place: Place) -> dict[str, int]:
    """One line: an alert is shown in a pull request where all of its lines are changed ones."""
    return _region(place, place)


def _whole(finding: Finding) -> dict[str, int]:
    span = finding.function.span
    return _region(finding.place(span.start_line), finding.place(span.end_line))


def _region(first: Place, last: Place) -> dict[str, int]:
    return {
        "startLine": first.line,
        "startColumn": first.start_column,
        "endLine": last.line,
        "endColumn": last.end_column,
    }


def _notifications(report: ScanReport, cut: int) -> list[dict[str, Any]]:
    """What was cut, each file that should have been read and was not, a count of other skips, and what is
    wrong with suppressions."""
    found = (
        [_notification("warning", f"Left out: {counted(cut, 'result')} after the first ones.")] if cut else []
    )
    failed = [skip for skip in report.skipped if skip.reason.is_failure]
    for skip in failed[:MOST_NOTIFICATIONS]:
        text = f"Not scanned: {skip.reason.value}. {skip.detail}".strip()
        found.append(_notification("warning", text, _uri(report, skip.path)))
    if more := failed[MOST_NOTIFICATIONS:]:
        found.append(_notification("warning", f"Not scanned either: {counted(len(more), 'file')}."))
    for reason, number in report.skipped_by_reason.items():
        if reason not in report.failures:
            found.append(_notification("note", f"Left out as {reason}: {number:,}."))
    for notice in report.notices[:MOST_NOTIFICATIONS]:
        where = f"Line {notice.line}: " if notice.line else ""
        text = f"{where}{notice.kind.value}. {notice.detail}".strip()
        found.append(_notification("note", text, _uri(report, notice.path)))
    return found


def _notification(level: str, text: str, uri: str = "") -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": {"uri": uri}}}
    notification: dict[str, Any] = {"level": level, "message": {"text": _unlinked(text)}}
    return {**notification, "locations": [location]} if uri else notification


def _uri(report: ScanReport, path: str) -> str:
    """Relative to the repository where that is known; bytes that are no UTF-8 stay what they are."""
    known = report.repository_path(path)
    try:
        data = known.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = known.encode("utf-8", "replace")
    return ("file://" if known.startswith("/") else "") + quote(data)


def _unlinked(text: str) -> str:
    """`[text](1)` in a message is a link; what was scanned makes none."""
    return text.replace("](", "] (")


def _rounded(probability: float | None) -> float | None:
    return None if probability is None else round(probability, 6)
