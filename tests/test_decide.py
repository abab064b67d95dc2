"""What becomes a finding, how grave it is, and in which order findings come."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vscan.decide import Policy, decide, rank
from vscan.domain import (
    Analysed,
    Analysis,
    Confidence,
    Finding,
    Function,
    RuleInfo,
    RuleMatch,
    Score,
    Severity,
    Span,
)

RULES = {
    c.label: RuleInfo(c.label, "title", "message", Severity.CRITICAL, c, (10 * c, 7)) for c in Confidence
}
PERCENTILES = {
    "nloc": (10.0, 20.0, 40.0),
    "casts": (0.0, 1.0, 2.0),
    "frees": (0.0, 0.0, 0.0),
    "gotos": (1, 2, 3),
}


def analysed(
    *rules: str, name: str = "f", text: str = "int f() {}", start: int = 0, **metrics: float
) -> Analysed:
    function = Function("a.c", "c", name, Span(1, 1, start, start + len(text)), text)
    return Analysed(function, Analysis(metrics, tuple(RuleMatch(rule, 1, 1, "") for rule in rules)))


def policy(threshold: float | None = 0.2, min_severity: Severity | None = None) -> Policy:
    return Policy(threshold, min_severity, RULES, PERCENTILES)


def found(one: Analysed, odds: float | None, *, least: float | None = 0.2) -> Finding | None:
    return decide(one, Score(odds), policy(least))


@pytest.mark.parametrize(
    ("rule", "odds", "shown"),
    [
        ("high", 0.0, True),
        ("high", None, True),
        ("medium", 0.0999, False),
        ("medium", 0.1, True),
        ("medium", None, True),
        ("low", 0.1999, False),
        ("low", 0.2, True),
        ("low", None, False),
        (None, 0.1999, False),
        (None, 0.2, True),
        (None, None, False),
    ],
)
def test_odds_and_rules_speak_together(rule: str | None, odds: float | None, shown: bool):
    finding = found(analysed(*([rule] if rule else [])), odds)
    assert (finding is not None) is shown
    if finding:
        assert [m.rule_id for m in finding.matches] == ([rule] if rule else [])


@pytest.mark.parametrize("odds", [0.0, 0.5])
def test_only_the_rules_of_the_policy_are_heard(odds: float):
    heard = replace(policy(), rules={"low": RULES["low"]})
    finding = decide(analysed("high", "low"), Score(odds), heard)
    assert (finding is not None) is (odds > 0.2)
    if finding:
        assert [match.rule_id for match in finding.matches] == ["low"]
        assert finding.cwe == (7, 10)
    assert heard.heard(analysed("high", "medium")) == ()


def test_without_a_model_medium_rules_speak():
    assert found(analysed("medium"), None, least=None)
    assert found(analysed("low"), None, least=None) is None


def test_a_finding_that_one_rule_makes_tells_what_others_say_but_for_the_weakest():
    finding = found(analysed("low", "medium", "high"), 0.0)
    assert finding
    assert [m.rule_id for m in finding.matches] == ["medium", "high"]
    assert finding.cwe == (7, 20, 30)
    assert found(analysed("low", "medium"), 0.0) is None


@pytest.mark.parametrize("odds", [0.0, None, 0.5])
def test_rules_that_the_user_chose_stand(odds: float | None):
    chosen = replace(policy(), rules={name: RULES[name] for name in ("low", "medium")}, chosen=True)
    finding = decide(analysed("low", "high"), Score(odds), chosen)
    assert finding
    assert [match.rule_id for match in finding.matches] == ["low"]
    assert decide(analysed("high"), Score(0.0), chosen) is None


@pytest.mark.parametrize(
    ("rules", "odds", "severity"),
    [
        ((), 0.2, Severity.MEDIUM),
        ((), 0.30, Severity.HIGH),
        ((), 0.9, Severity.HIGH),
        (("low",), 0.25, Severity.MEDIUM),
        (("medium",), 0.11, Severity.MEDIUM),
        (("medium",), 0.25, Severity.CRITICAL),
        (("high",), 0.01, Severity.CRITICAL),
        (("high",), None, Severity.CRITICAL),
        (("medium",), None, Severity.MEDIUM),
    ],
)
def test_severity_is_the_graver_of_odds_and_rules(
    rules: tuple[str, ...], odds: float | None, severity: Severity
):
    finding = found(analysed(*rules), odds)
    assert finding
    assert finding.severity is severity


def test_low_odds_over_a_low_threshold_are_of_low_severity():
    finding = found(analysed(), 0.05, least=0.0)
    assert finding
    assert finding.severity is Severity.LOW


def test_min_severity_holds_back():
    assert decide(analysed(), Score(0.25), policy(min_severity=Severity.MEDIUM))
    assert decide(analysed(), Score(0.25), policy(min_severity=Severity.HIGH)) is None


def test_reasons_are_the_metrics_that_stand_out_most():
    finding = found(analysed(nloc=21, casts=3, frees=2, gotos=2, complexity=99), 0.5)
    assert finding
    assert finding.reasons == ("3 casts (top 1 %)", "2 frees (top 1 %)", "21 lines of code (top 5 %)")


def test_reasons_leave_out_the_ordinary_and_the_single():
    finding = found(analysed(nloc=10, frees=1), 0.5)
    assert finding
    assert finding.reasons == ()


def test_a_finding_by_rule_alone_gives_no_metric_as_reason():
    finding = found(analysed("high", nloc=1000), 0.0)
    assert finding
    assert finding.reasons == ()


def test_ranks_by_severity_odds_matches_and_place():
    order = [
        found(analysed("high", name="1"), 0.01),
        found(analysed(name="2"), 0.9),
        found(analysed(name="3"), 0.8),
        found(analysed("low", name="4", start=50), 0.25),
        found(analysed(name="5", start=3), 0.25),
        found(analysed(name="6", start=20), 0.25),
    ]
    ranked = rank([one for one in reversed(order) if one])
    assert [one.function.name for one in ranked] == list("123456")


def test_fingerprints_are_made_unique_in_the_order_of_the_ranks():
    twins = [found(analysed(start=start), 0.5) for start in (90, 30, 60)]
    ranked = rank([one for one in twins if one])
    first = ranked[0].fingerprint
    assert [one.function.span.start_byte for one in ranked] == [30, 60, 90]
    assert [one.fingerprint for one in ranked] == [first, f"{first}:2", f"{first}:3"]


def test_a_fingerprint_is_fixed():
    """Baselines of users name findings by it."""
    finding = found(analysed(text="int f()\n{\n  return 1;\n}"), 0.5)
    assert finding
    assert finding.fingerprint == "ecbcf2860406d58c23894398"
