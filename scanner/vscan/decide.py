"""Score and rule matches -> Finding, or not: what a reviewer gets to see, and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from vscan.comments import bare
from vscan.domain import Analysed, Confidence, Finding, Held, RuleInfo, RuleMatch, Score, Severity

# At the model's prior of a few per cent these are about 10 and 4 times the usual odds.
_BANDS = ((0.30, Severity.HIGH), (0.12, Severity.MEDIUM), (0.0, Severity.LOW))

# Metrics worth naming as a reason, as a reviewer would say them.
_PHRASES = {
    "complexity": "cyclomatic complexity {}",
    "nloc": "{} lines of code",
    "max_nesting": "nested {} deep",
    "memory_calls": "{} memory calls",
    "dangerous_calls": "{} calls to dangerous functions",
    "array_accesses": "{} array accesses",
    "pointer_arithmetic": "{} uses of pointer arithmetic",
    "casts": "{} casts",
    "local_arrays": "{} buffers on the stack",
    "allocations": "{} allocations",
    "frees": "{} frees",
    "gotos": "{} gotos",
    "shifts": "{} shifts",
}
_MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Policy:
    """What decides: the operating point (None without a model), the severity asked for, the rules that
    are listened to, and the values that 90, 95 and 99 % of ordinary functions stay below, by metric.
    `chosen`: the user named the rules, and wants all that they find."""

    threshold: float | None
    min_severity: Severity | None
    rules: Mapping[str, RuleInfo]
    percentiles: Mapping[str, tuple[float, float, float]]
    chosen: bool = False

    def reached_by(self, score: Score) -> bool:
        """Whether the odds alone are worth showing."""
        if score.probability is None or self.threshold is None:
            return False
        return score.probability >= self.threshold

    def heard(self, analysed: Analysed) -> tuple[RuleMatch, ...]:
        """The matches of the rules that are listened to."""
        return tuple(match for match in analysed.analysis.matches if match.rule_id in self.rules)


def decide(analysed: Analysed, score: Score, policy: Policy, rose: bool = False) -> Finding | None:
    """None where neither odds nor rules speak loudly enough, nor the odds `rose` by more than they may.

    A rule that is usually right stands alone; one that is often wrong needs a function whose odds
    reach the threshold, and the ones between need half of it, or another reason to look. Without odds a
    medium rule suffices.
    """
    likely, heard = policy.reached_by(score), policy.heard(analysed)
    if not (likely or rose or any(_stands(match, score, policy) for match in heard)):
        return None
    matches = tuple(match for match in heard if likely or policy.chosen or not _is_weak(match, policy))
    reasons = tuple(_metric_reasons(analysed.analysis.metrics, policy.percentiles)) if likely else ()
    whole = Finding(
        function=analysed.function,
        score=score,
        matches=matches,
        severity=Severity.LOW,
        cwe=(),
        reasons=reasons,
        fingerprint=_fingerprint(analysed),
        by_odds=likely or rose,
    )
    return _judged(whole, policy)


def split(finding: Finding, held: Held, policy: Policy) -> tuple[Finding | None, Finding | None]:
    """What is left to show of a finding, and what is not: each judged by its own reasons alone."""
    if not held:
        return finding, None
    odds = held.odds if finding.by_odds else None
    hidden = tuple(m for m in finding.matches if m in held.matches)
    why = dict.fromkeys([*([odds] if odds else []), *(held.matches[m] for m in hidden)])
    left = tuple(m for m in finding.matches if m not in held.matches)
    shown = _part(finding, left, finding.by_odds and not odds)
    rest = replace(_part(finding, hidden, bool(odds)), suppressed=(*finding.suppressed, *why))
    return _judged(shown, policy, odds=not odds), _judged(rest, policy, odds=bool(odds))


def _part(finding: Finding, matches: tuple[RuleMatch, ...], by_odds: bool) -> Finding:
    return replace(finding, matches=matches, by_odds=by_odds, reasons=finding.reasons if by_odds else ())


def _judged(finding: Finding, policy: Policy, *, odds: bool = True) -> Finding | None:
    """With the severity and the weaknesses that its matches, and its `odds`, stand for, if that is enough."""
    if not finding.by_odds and not finding.matches:
        return None
    rules = [policy.rules[match.rule_id] for match in finding.matches]
    severity = _severity(finding.score if odds else Score(None), finding.by_odds, rules)
    if policy.min_severity is not None and severity < policy.min_severity:
        return None
    weaknesses = sorted({cwe for rule in rules for cwe in rule.cwe})
    return replace(finding, severity=severity, cwe=tuple(weaknesses))


def rank(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By severity, then odds, then rule matches; fingerprints made unique within a scan."""
    ordered = sorted(findings, key=_order)
    seen: dict[str, int] = {}
    unique = []
    for finding in ordered:
        count = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        again = f"{finding.fingerprint}:{count}"
        unique.append(replace(finding, fingerprint=again) if count > 1 else finding)
    return tuple(unique)


def first(one: Finding, other: Finding) -> Finding:
    """The one that ranks before the other."""
    return min(one, other, key=_order)


def _order(finding: Finding) -> tuple[float, float, int, str, int, int]:
    odds = finding.score.probability or 0.0
    function = finding.function
    span = function.span
    return (-finding.severity, -odds, -len(finding.matches), function.path, span.start_line, span.start_byte)


def _stands(match: RuleMatch, score: Score, policy: Policy) -> bool:
    confidence = policy.rules[match.rule_id].confidence
    if policy.chosen or confidence is Confidence.HIGH:
        return True
    if score.probability is None or policy.threshold is None:
        return confidence is Confidence.MEDIUM
    return confidence is Confidence.MEDIUM and score.probability >= policy.threshold / 2


def _is_weak(match: RuleMatch, policy: Policy) -> bool:
    return policy.rules[match.rule_id].confidence is Confidence.LOW


def _severity(score: Score, likely: bool, rules: Iterable[RuleInfo]) -> Severity:
    """The graver of what the odds and the rules say; a rule that may be wrong says at most medium
    where the odds do not back it."""
    by_odds = [next(s for least, s in _BANDS if (score.probability or 0.0) >= least)]
    by_rules = [
        rule.severity if likely or rule.confidence is Confidence.HIGH else min(rule.severity, Severity.MEDIUM)
        for rule in rules
        if rule.confidence is not Confidence.LOW
    ]
    return max(by_odds + by_rules)


def _metric_reasons(
    metrics: Mapping[str, float], percentiles: Mapping[str, tuple[float, float, float]]
) -> Iterator[str]:
    """The metrics in which this function stands out most among ordinary ones."""
    standing = []
    for name, phrase in _PHRASES.items():
        value = metrics.get(name, 0.0)
        top90, top95, top99 = percentiles.get(name, (float("inf"),) * 3)
        share = 1 if value > top99 else 5 if value > top95 else 10 if value > top90 else 0
        if share and value > 1:
            standing.append((share, f"{phrase.format(f'{value:,.0f}')} (top {share} %)"))
    standing.sort(key=lambda item: item[0])
    yield from (text for _, text in standing[:_MOST_REASONS])


def _fingerprint(analysed: Analysed) -> str:
    """Names a finding by path, name and bare body, so that it survives moves within the file and
    reformatting, and a changed body is news."""
    function = analysed.function
    body = bare(function.text, function.language)
    key = f"{function.path}\0{function.name}\0{body}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(key).hexdigest()[:24]
