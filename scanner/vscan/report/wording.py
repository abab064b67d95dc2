"""The words that the text report puts findings into; plain strings, all of them safe to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vscan.domain import Caveat, Finding, RuleMatch, ScanReport, Score
from vscan.report.visible import visible

NO_ODDS = "—"
MOST_LINES = 5
MARKS = {Caveat.TRUNCATED: "~", Caveat.TINY: "<", Caveat.UNFAMILIAR: "?"}
CAVEATS = {
    Caveat.TRUNCATED: "longer than the model reads",
    Caveat.TINY: "too short to judge",
    Caveat.UNFAMILIAR: "unlike what the model learnt from",
}
LANGUAGE_NAMES = {
    "c": "C",
    "cpp": "C++",
    "csharp": "C#",
    "javascript": "JavaScript",
    "php": "PHP",
    "tsx": "TSX",
    "typescript": "TypeScript",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a finding: a rule with all its matches, or what is said of the whole function."""

    text: str
    note: str = ""
    message: str = ""
    excerpts: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.text} ({self.note})" if self.note else self.text


def odds(probability: float | None) -> str:
    """A probability as a percentage of at most two figures: calibration bears no more."""
    if probability is None:
        return NO_ODDS
    share = probability * 100
    if share > 99:
        return ">99 %"
    if 0 < share < 0.1:
        return "<0.1 %"
    return f"{share:.0f} %" if share >= 9.95 or not share else f"{share:.1f} %"


def marks(score: Score) -> str:
    """What stands beside odds that mean less than others."""
    return "".join(MARKS[caveat] for caveat in score.caveats)


def chance(score: Score) -> str:
    """The odds with what they mean less for, in words."""
    why = "; ".join(CAVEATS[caveat] for caveat in score.caveats)
    return odds(score.probability) + (f" ({why})" if why else "")


def legend(findings: Iterable[Finding]) -> str:
    """What the marks beside the odds of these findings mean; '' without any."""
    marked = Caveat.in_order(caveat for finding in findings for caveat in finding.score.caveats)
    return "; ".join(f"{MARKS[caveat]} {CAVEATS[caveat]}" for caveat in marked)


def percent(share: float, figures: int) -> str:
    """A share that is not an estimate for one function: a threshold, a base rate."""
    return f"{share * 100:.{figures}g} %"


def duration(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < 1 else f"{seconds:,.1f} s"


def counted(number: int, noun: str) -> str:
    """`1 file`, `1,204 files`"""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(counts: Mapping[str, int]) -> str:
    """`2 binary, 1 too-large`"""
    return ", ".join(f"{number:,} {name}" for name, number in counts.items())


def language_name(name: str) -> str:
    return LANGUAGE_NAMES.get(name) or visible(name.title())


def nothing(report: ScanReport) -> list[str]:
    """What to say when there is no finding, a sentence a line."""
    totals = report.totals
    if report.changes and not totals.functions:
        return [f"No function has changed since {visible(report.changes.base)}."]
    if not totals.files:
        failed = sum(report.failures.values())
        why = f"{counted(failed, 'file')} failed" if failed else "there was no source file to read"
        return [f"Nothing was scanned: {why}."]
    if not totals.functions:
        return [f"No function was found in {counted(totals.files, 'file')}."]
    what = "Nothing but what is suppressed" if totals.suppressed else "Nothing"
    return [
        f"{what} reached the threshold of {percent(report.threshold, 3)}.",
        "That is not proof of safety: odds say where to look first, never that there is nothing to find.",
    ]


def place(finding: Finding) -> str:
    return f"{visible(finding.function.path)}:{finding.anchor_line}"


def reasons(report: ScanReport, finding: Finding) -> list[Reason]:
    """What a change did, rules in the order of their first match, then remarks on the whole, then why the
    model abstains."""
    by_rule: dict[str, list[RuleMatch]] = {}
    for match in finding.matches:
        by_rule.setdefault(match.rule_id, []).append(match)
    found = _change_reasons(finding)
    found += [_rule_reason(report, finding, matches) for matches in by_rule.values()]
    if finding.reasons:
        found.append(Reason("; ".join(map(visible, finding.reasons))))
    if finding.score.abstained and report.model:
        found.append(Reason(f"no odds: {visible(finding.score.abstained)}"))
    return found


def influence(finding: Finding) -> list[Reason]:
    """At most one: the lines that raised the odds, the strongest first."""
    if not finding.influence:
        return []
    lines = _lines([finding.line_of(one) for one in finding.influence])
    return [Reason(f"odds raised most by {lines}", "influence, not location")]


def _change_reasons(finding: Finding) -> list[Reason]:
    change, rise = finding.change, finding.rise
    if change is None:
        return []
    if change.new:
        return [Reason("new function")]
    if rise is None or odds(change.before) == odds(finding.score.probability):
        return [Reason("changed function", "odds as before" if rise is not None else "")]
    way = "rose" if rise > 0 else "fell"
    return [Reason(f"odds {way} from {odds(change.before)} to {odds(finding.score.probability)}")]


def _rule_reason(report: ScanReport, finding: Finding, matches: list[RuleMatch]) -> Reason:
    rule = report.rules[matches[0].rule_id]
    lines = sorted({finding.line_of(match) for match in matches})
    excerpts = [f"{finding.line_of(match)}: {_first_line(match.excerpt)}" for match in matches]
    return Reason(
        text=f"{visible(rule.title)}: {_lines(lines)}",
        note=", ".join(f"CWE-{number}" for number in rule.cwe),
        message=visible(" ".join(rule.message.split())),
        excerpts=tuple(map(visible, excerpts)),
    )


def _lines(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:MOST_LINES]))
    more = f" and {len(numbers) - MOST_LINES} more" if len(numbers) > MOST_LINES else ""
    return f"{'line' if len(numbers) == 1 else 'lines'} {shown}{more}"


def _first_line(excerpt: str) -> str:
    lines = excerpt.strip().replace("\t", " ").split("\n")
    return lines[0].strip() + (" …" if len(lines) > 1 else "")
