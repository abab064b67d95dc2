"""Rules as SARIF tells them, within the limits that GitHub sets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vscan.domain import Confidence, RuleInfo, Severity

MOST_TAGS = 10
LONGEST_NAME = 255
LONGEST_DESCRIPTION = 1_024
# Strings: numbers are refused. Above 9.0 is critical, from 7.0 high, from 4.0 medium, below low.
SECURITY_SEVERITIES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.5",
}
LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}
# `very-high` stands for proofs, which no rule here gives.
PRECISIONS = {Confidence.HIGH: "high", Confidence.MEDIUM: "medium", Confidence.LOW: "low"}


def rule_entries(rules: Iterable[RuleInfo]) -> list[dict[str, Any]]:
    """Each rule once, by id."""
    known = {rule.id: rule for rule in rules}
    return [_entry(known[rule_id]) for rule_id in sorted(known)]


def _entry(rule: RuleInfo) -> dict[str, Any]:
    tags = ["security", *(f"external/cwe/cwe-{number:03d}" for number in rule.cwe)]
    help_ = rule.page or rule.message
    return {
        "id": rule.id,
        "name": _name(rule.id)[:LONGEST_NAME],
        "shortDescription": {"text": rule.title[:LONGEST_DESCRIPTION]},
        "fullDescription": {"text": rule.message[:LONGEST_DESCRIPTION]},
        "help": {"text": help_, "markdown": help_},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "precision": PRECISIONS[rule.confidence],
            "security-severity": SECURITY_SEVERITIES[rule.severity],
            "tags": tags[:MOST_TAGS],
        },
    }


def _name(rule_id: str) -> str:
    """`vscan/model-likely` as `ModelLikely`: viewers show it, and refuse the id itself."""
    return "".join(word.title() for word in rule_id.removeprefix("vscan/").split("-"))
