"""Rules against the annotated samples beside them: a sample says which of its lines must match.

A sample is read as a scan reads it, function by function, in each language that it is written in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vscan.domain import Function, SourceFile
from vscan.rulebook.book import Rulebook, rule_files, samples_of
from vscan.rulebook.match import match_rules
from vscan.rulebook.rule import Rule
from vscan.rulebook.screen import Screen

LEAST_MARKS = 2

_LONE_CALL = re.compile(r"\w+\(\$\w+\);?")
_MARK = re.compile(r"\s*(?://|#)\s*(ruleid|ok):\s*(.*?)\s*")

Extract = Callable[[SourceFile], Iterable[Function]]


@dataclass(frozen=True, slots=True)
class SampleCheck:
    """How one sample, read as `language`, agrees with its rule: `matches` marked lines that match,
    `misses` marked lines that rightly do not, and a line of text for each problem."""

    rule_id: str
    path: Path
    language: str
    matches: int
    misses: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sample:
    """A sample's lines, and the lines below its marks of either kind, from 1."""

    lines: tuple[str, ...]
    wanted: frozenset[int]
    unwanted: frozenset[int]
    strangers: tuple[tuple[int, str], ...]

    @classmethod
    def read(cls, text: str, rule_id: str) -> _Sample:
        lines = tuple(text.split("\n"))
        marks = list(_marks(lines))
        below = {
            kind: frozenset(n + 1 for n, mark, named in marks if mark == kind and named == rule_id)
            for kind in ("ruleid", "ok")
        }
        strangers = tuple((n, named) for n, _, named in marks if named != rule_id)
        return cls(lines, below["ruleid"], below["ok"], strangers)


def check_samples(directories: Sequence[Path], extract: Extract) -> Iterator[SampleCheck]:
    """One check a sample and language, by rule. Raises RuleError for a rule that is unusable."""
    rules = Rulebook.load(directories).rules
    for path in sorted(rule_files(directories), key=lambda path: path.stem):
        rule = rules[path.stem]
        for sample, languages in samples_of(path, rule.languages):
            yield from (check_sample(rule, sample, language, extract) for language in languages)


def check_sample(rule: Rule, path: Path, language: str, extract: Extract) -> SampleCheck:
    text = path.read_bytes().decode("utf-8", "replace")
    sample = _Sample.read(text, rule.info.id)
    found: set[int] = set()
    inside: set[int] = set()
    for function in extract(SourceFile(path.as_posix(), language, text)):
        first = function.span.start_line
        inside.update(range(first, function.span.end_line + 1))
        matches = match_rules(function.text, language, Screen([rule]))
        found.update(first + match.start_line - 1 for match in matches)
    problems = [*_problems(sample, frozenset(found), frozenset(inside))]
    if language == "c" and sample.wanted - found:
        problems += _advice(rule.config)
    right, quiet = len(sample.wanted & found), len(sample.unwanted - found)
    return SampleCheck(rule.info.id, path, language, right, quiet, tuple(problems))


def _marks(lines: Iterable[str]) -> Iterator[tuple[int, str, str]]:
    """Line, kind and rule of each mark."""
    for number, line in enumerate(lines, 1):
        if found := _MARK.fullmatch(line):
            yield number, found[1], found[2]


def _advice(config: object) -> Iterator[str]:
    """On the trap that whoever writes a first rule for C falls into."""
    if isinstance(config, Mapping):
        pattern = config.get("pattern")
        if isinstance(pattern, str) and _LONE_CALL.fullmatch(pattern.strip()):
            call = pattern.strip().rstrip(";")
            context = f"pattern: {{context: '{call};', selector: call_expression}}"
            yield f"in C, the pattern {call} reads as a declaration; write {context}"
        config = list(config.values())
    if isinstance(config, list):
        for part in config:
            yield from _advice(part)


def _problems(sample: _Sample, found: frozenset[int], inside: frozenset[int]) -> Iterator[str]:
    def line(number: int) -> str:
        return sample.lines[number - 1].strip() if number <= len(sample.lines) else "(end of the sample)"

    for number in sorted(sample.wanted - found):
        outside = "" if number in inside else ", and stands in no function"
        yield f"line {number} must match, does not{outside}: {line(number)}"
    for number in sorted(found - sample.wanted):
        what = "is marked ok, matches" if number in sample.unwanted else "matches, is not marked"
        yield f"line {number} {what}: {line(number)}"
    for number, named in sample.strangers:
        yield f"line {number} marks another rule, {named!r}, which is not looked for here"
    for kind, marks in (("ruleid", sample.wanted), ("ok", sample.unwanted)):
        if len(marks) < LEAST_MARKS:
            yield f"only {len(marks)} '{kind}' marks: at least {LEAST_MARKS} are needed"
