"""Workflow commands: what a job prints becomes annotations on the changed lines."""

from __future__ import annotations

from vscan.domain import ScanReport, Severity
from vscan.report.alerts import Alert, alerts
from vscan.report.base import Style
from vscan.report.visible import visible

LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
}


class GithubReporter:
    """A command an alert, the gravest first: of each level a step shows ten."""

    def render(self, report: ScanReport, style: Style) -> str:
        return "".join(f"{_command(report, alert)}\n" for alert in alerts(report))


def _command(report: ScanReport, alert: Alert) -> str:
    place = alert.place
    properties = {
        "file": visible(report.repository_path(alert.finding.function.path)),
        "line": place.line,
        "endLine": place.line,
        "col": place.start_column,
        "endColumn": place.end_column,
        "title": f"vscan: {alert.rule.id.removeprefix('vscan/')}",
    }
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{LEVELS[alert.severity]} {told}::{_data(alert.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
