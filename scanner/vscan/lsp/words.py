"""What an editor shows of a function, in Markdown or one paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from vscan.domain import Analysed, Finding, RuleInfo, ScanReport, Score
from vscan.report.visible import visible
from vscan.report.wording import CAVEATS, influence, odds, percent

_METRICS = {
    "nloc": "lines of code",
    "complexity": "cyclomatic complexity",
    "max_nesting": "nesting",
    "parameters": "parameters",
    "memory_calls": "memory calls",
    "dangerous_calls": "dangerous calls",
    "array_accesses": "array accesses",
    "pointer_arithmetic": "pointer arithmetic",
}
_SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\`*_{}[]<>#|~"})


def of_rule(rule: RuleInfo, finding: Finding) -> str:
    """A rule's match in a sentence or two, with the odds of the function around it."""
    weaknesses = ", ".join(f"CWE-{number}" for number in rule.cwe)
    named = f"{rule.title} ({weaknesses})" if weaknesses else rule.title
    said = visible(f"{named}. {' '.join(rule.message.split())}")
    if finding.score.probability is None:
        return said
    return f"{said} Odds of {visible(finding.function.name)}: {odds(finding.score.probability)}."


def of_odds(report: ScanReport, finding: Finding) -> str:
    """Why a function's odds are worth a look, in one paragraph."""
    parts = [f"{visible(finding.function.name)}: {_chance(report, finding.score)}"]
    parts += map(visible, finding.reasons)
    parts += map(str, influence(finding))
    parts += (f"but {CAVEATS[caveat]}" for caveat in finding.score.caveats)
    return "; ".join(parts) + "."


def hover(report: ScanReport, one: Analysed, score: Score, finding: Finding | None) -> str:
    """All that is known of a function, shown or not, in Markdown."""
    return "\n\n".join(_paragraphs(report, one, score, finding)) + "\n"


def _paragraphs(report: ScanReport, one: Analysed, score: Score, finding: Finding | None) -> Iterator[str]:
    name = markdown(one.function.name)
    if score.probability is None:
        yield f"**vscan** · {name}: no odds, {markdown(score.abstained)}"
    else:
        yield f"**vscan** · {name}: **{odds(score.probability)}**"
        yield f"A {_chance(report, score)}. {_against(report, score)}"
    for caveat in score.caveats:
        yield f"Mind: {CAVEATS[caveat]}, so the odds mean less."
    if finding and finding.reasons:
        yield f"Stands out by {markdown(', '.join(finding.reasons))}."
    if finding:
        yield from (f"The {markdown(str(reason))}." for reason in influence(finding))
        if rules := list(_rules(report, finding)):
            yield "\n".join(rules)
    yield " · ".join(_measured(one))


def _chance(report: ScanReport, score: Score) -> str:
    said = f"{odds(score.probability)} chance that a function like this was later fixed for a vulnerability"
    if not report.base_rate or score.probability is None:
        return said
    times = score.probability / report.base_rate
    much = "about" if 0.67 < times < 1.5 else f"{times:.0f} times" if times > 1 else f"{times:.1g} times"
    return f"{said}, {much} the usual {percent(report.base_rate, 2)}"


def _against(report: ScanReport, score: Score) -> str:
    if score.probability is not None and score.probability >= report.threshold:
        return f"Reaches the threshold of {percent(report.threshold, 3)}."
    return f"Below the threshold of {percent(report.threshold, 3)}, which is no proof of safety."


def _rules(report: ScanReport, finding: Finding) -> Iterator[str]:
    for match in finding.matches:
        rule = report.rules[match.rule_id]
        yield f"- {markdown(rule.title)}, line {finding.line_of(match)}: {markdown(rule.message)} `{rule.id}`"


def _measured(one: Analysed) -> Iterator[str]:
    metrics = one.analysis.metrics
    for name, called in _METRICS.items():
        if value := metrics.get(name):
            yield f"{called} {value:,.0f}"


def markdown(text: str) -> str:
    """Untrusted text that Markdown takes as it stands, on one line."""
    return visible(" ".join(text.split())).translate(_SPECIAL)
