"""Which rules are heard, how grave they are, and how a name that none answers to reads."""

from __future__ import annotations

import pytest

from vscan.domain import Confidence, RuleInfo, Severity
from vscan.rulebook import SelectionError, choose_rules, find_rule


def info(rule_id: str, *cwe: int) -> RuleInfo:
    return RuleInfo(rule_id, "title", "message", Severity.MEDIUM, Confidence.HIGH, cwe)


RULES = {
    one.id: one
    for one in (info("gets", 242, 120), info("js-eval", 95), info("js-hash", 327), info("copy", 120))
}


@pytest.mark.parametrize(
    ("select", "ignore", "heard"),
    [
        ((), (), "gets js-eval js-hash copy"),
        (("gets",), (), "gets"),
        (("js-*", "gets"), (), "gets js-eval js-hash"),
        (("CWE-120",), (), "gets copy"),
        (("cwe-120",), ("gets",), "copy"),
        ((), ("js-*", "CWE-242"), "copy"),
        (("gets",), ("*",), ""),
        ((), ("*[!s]",), "gets"),
    ],
)
def test_choice(select: tuple[str, ...], ignore: tuple[str, ...], heard: str):
    chosen = choose_rules(RULES, select, ignore)
    assert " ".join(chosen) == heard
    assert all(chosen[rule_id] == RULES[rule_id] for rule_id in chosen)


@pytest.mark.parametrize(
    ("severity", "levels"),
    [
        ([("gets", Severity.LOW)], "1 2 2 2"),
        ([("CWE-120", Severity.HIGH), ("gets", Severity.CRITICAL)], "4 2 2 3"),
        ([("gets", Severity.CRITICAL), ("CWE-120", Severity.HIGH)], "3 2 2 3"),
    ],
)
def test_the_last_severity_counts(severity: list[tuple[str, Severity]], levels: str):
    chosen = choose_rules(RULES, severity=severity)
    assert " ".join(f"{info.severity:d}" for info in chosen.values()) == levels


def test_what_is_heard_and_how_grave_it_is_are_apart():
    chosen = choose_rules(RULES, ["gets"], severity=[("*", Severity.LOW)])
    assert {rule_id: info.severity for rule_id, info in chosen.items()} == {"gets": Severity.LOW}


@pytest.mark.parametrize("option", ["select", "ignore", "severity"])
@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("js-evil", "unknown rule 'js-evil'; did you mean 'js-eval'?"),
        ("zzz", "unknown rule 'zzz'; `vscan rules` lists them"),
        ("GETS*", "no rule matches 'GETS*'; `vscan rules` lists them"),
        ("cwe-1", "no rule is for CWE-1; `vscan rules` lists them"),
        ("CWE-12", "no rule is for CWE-12; `vscan rules` lists them"),
    ],
)
def test_a_name_that_no_rule_answers_to(option: str, name: str, problem: str):
    value = [(name, Severity.LOW)] if option == "severity" else ["gets", name]
    with pytest.raises(SelectionError) as error:
        choose_rules(RULES, **{option: value})
    assert str(error.value) == f"{option}: {problem}"


def test_one_rule_is_found_by_its_id_alone():
    assert find_rule("gets", RULES) == "gets"
    with pytest.raises(SelectionError, match="unknown rule 'get'; did you mean 'gets'"):
        find_rule("get", RULES)
    with pytest.raises(SelectionError, match=r"unknown rule 'js-\*'"):
        find_rule("js-*", RULES)
