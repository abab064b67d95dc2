"""GitLab's two reports: SAST (security dashboard) and code quality (merge request widget)."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

from vscan import __version__
from vscan.domain import ScanReport, Severity
from vscan.report.alerts import Alert, alerts
from vscan.report.base import Style
from vscan.report.visible import visible

SAST_VERSION = "15.2.1"
_TIME = "%Y-%m-%dT%H:%M:%S"
_TOOL = {"id": "vscan", "name": "vscan", "version": __version__, "vendor": {"name": "vscan"}}
_QUALITY = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
}
_LONGEST_NAME = 255
_LONGEST_TEXT = 1_048_576


class GitlabSastReporter:
    """The security report of type `sast`. Its format demands the time of the scan."""

    def render(self, report: ScanReport, style: Style) -> str:
        totals = report.totals
        document = {
            "version": SAST_VERSION,
            "scan": {
                "analyzer": _TOOL,
                "scanner": _TOOL,
                "type": "sast",
                "start_time": _time(totals.started),
                "end_time": _time(totals.started + round(totals.seconds)),
                "status": "success",
            },
            "vulnerabilities": [_vulnerability(report, alert) for alert in alerts(report)],
        }
        return _json(document)


class GitlabCodeQualityReporter:
    """A list of issues, each with a fingerprint of its own."""

    def render(self, report: ScanReport, style: Style) -> str:
        return _json([_issue(report, alert) for alert in alerts(report)])


def _vulnerability(report: ScanReport, alert: Alert) -> dict[str, Any]:
    function = alert.finding.function
    rule = {"type": "vscan_rule_id", "name": f"vscan {alert.rule.id}", "value": alert.rule.id}
    return {
        "id": str(uuid.UUID(alert.key)),
        "name": visible(alert.rule.title)[:_LONGEST_NAME],
        "description": alert.message[:_LONGEST_TEXT],
        "severity": alert.severity.label.title(),
        "identifiers": [rule, *map(_weakness, alert.rule.cwe)],
        "location": {
            "file": visible(report.repository_path(function.path)),
            "start_line": alert.place.line,
            "end_line": alert.place.line,
            "method": visible(function.name),
        },
    }


def _weakness(number: int) -> dict[str, str]:
    return {
        "type": "cwe",
        "name": f"CWE-{number}",
        "value": str(number),
        "url": f"https://cwe.mitre.org/data/definitions/{number}.html",
    }


def _issue(report: ScanReport, alert: Alert) -> dict[str, Any]:
    return {
        "description": alert.message,
        "check_name": alert.rule.id,
        "fingerprint": alert.key,
        "severity": _QUALITY[alert.severity],
        "location": {
            "path": visible(report.repository_path(alert.finding.function.path)),
            "lines": {"begin": alert.place.line},
        },
    }


def _time(seconds: int) -> str:
    return time.strftime(_TIME, time.gmtime(seconds))


def _json(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False) + "\n"
