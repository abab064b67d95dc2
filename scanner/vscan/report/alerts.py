"""A report as the alerts that other tools show: one a rule and line, one for odds over the threshold."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from vscan.domain import Finding, Place, RuleInfo, ScanReport, Severity
from vscan.report.bands import band_of
from vscan.report.visible import visible
from vscan.report.wording import influence, odds


@dataclass(frozen=True, slots=True)
class Alert:
    """`place` is the one line to point at, `what` says what is wrong there, `where` in which function.
    `key` is the alert's own between scans, whatever lines have moved."""

    rule: RuleInfo
    finding: Finding
    place: Place
    severity: Severity
    what: str
    where: str
    key: str

    @property
    def message(self) -> str:
        return f"{self.what} {self.where}."


def alerts(report: ScanReport) -> tuple[Alert, ...]:
    """In the order of the findings; of a finding the odds first, then its matches by line."""
    return tuple(alert for finding in report.findings for alert in _alerts(report, finding))


def _alerts(report: ScanReport, finding: Finding) -> Iterator[Alert]:
    if finding.by_odds and finding.score.probability is not None:
        yield _by_model(finding, finding.score.probability)
    seen: set[tuple[str, int]] = set()
    number: Counter[str] = Counter()
    for match in finding.matches:
        rule, line = report.rules[match.rule_id], finding.line_of(match)
        if (rule.id, line) not in seen:
            seen.add((rule.id, line))
            number[rule.id] += 1
            yield _by_rule(rule, finding, line, number[rule.id])


def _by_rule(rule: RuleInfo, finding: Finding, line: int, number: int) -> Alert:
    what = f"{visible(rule.title)}. {visible(' '.join(rule.message.split()))}"
    chance = finding.score.probability
    where = f"In {visible(finding.function.name)}"
    where += f", odds {odds(chance)}" if chance is not None else ""
    severity = min(rule.severity, finding.severity)
    return Alert(
        rule, finding, finding.place(line), severity, what, where, _key(finding, f"{rule.id}:{number}")
    )


def _by_model(finding: Finding, probability: float) -> Alert:
    rule = band_of(probability)
    standing = [*map(visible, finding.reasons), *map(str, influence(finding))]
    why = f" {'; '.join(standing)}." if standing else ""
    what = f"Odds of {odds(probability)} that a function like this was later fixed for a vulnerability.{why}"
    place = finding.place(finding.anchor_line)
    where = f"In {visible(finding.function.name)}"
    return Alert(rule, finding, place, rule.severity, what, where, _key(finding, "model"))


def _key(finding: Finding, reason: str) -> str:
    return hashlib.sha256(f"{finding.fingerprint}\0{reason}".encode("utf-8", "surrogatepass")).hexdigest()[
        :32
    ]
