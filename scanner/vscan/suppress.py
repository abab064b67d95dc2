"""Suppressions written into the source: `// vscan: ignore[rule-id, ...] until 2027-01-31 -- reason`.

docs/suppressions.md says what each form covers. A comment that does not do what its author meant is a
notice, never silence.
"""

from __future__ import annotations

import bisect
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from vscan.directives import MODEL, Directive, Scope, parse
from vscan.domain import Analysed, Function, Held, Notice, NoticeKind, Origin, Remark, RuleMatch, Suppression

_EVERYTHING = ""
_MOST_REGIONS = 1000  # beginnings, ends and whole files of one file: each function is held against all


@dataclass(frozen=True, slots=True)
class Terms:
    """What a suppression is held to: the `rules` there are, `today`, and whether it has to give a reason.
    `partial` when only some functions of a file are looked at, `odds` when there are any."""

    rules: Collection[str]
    today: date
    reasons: bool = False
    partial: bool = False
    odds: bool = True


@dataclass(slots=True)
class _Entry:
    """A directive in force, and what it has been good for: ids, or everything."""

    directive: Directive
    first: int
    last: int
    used: set[str] = field(default_factory=set)
    judged: bool = True

    def suppression(self) -> Suppression:
        return Suppression(Origin.COMMENT, self.directive.line, self.directive.reason)


class _Entries:
    """Those of a file."""

    def __init__(self, entries: Sequence[_Entry]) -> None:
        self.all = entries
        by_line = [entry for entry in entries if entry.directive.scope is Scope.LINE]
        self._lines = sorted(by_line, key=lambda entry: entry.first)
        self._firsts = [entry.first for entry in self._lines]
        self._regions = [entry for entry in entries if entry.directive.scope is not Scope.LINE]

    def near(self, function: Function) -> Iterator[_Entry]:
        """What may concern a function, in the order of the file."""
        start = bisect.bisect_left(self._firsts, function.span.start_line)
        end = bisect.bisect_right(self._firsts, function.span.end_line)
        found = [*self._regions, *self._lines[start:end]]
        return iter(sorted(found, key=lambda entry: entry.directive.line))


class Suppressions:
    """All of a scan, by file; keeps account of which of them were good for something."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._entries: dict[str, _Entries] = {}
        self._notices: list[Notice] = []

    def read(self, path: str, remarks: Iterable[Remark]) -> None:
        """Takes note of what the comments of a file ask for."""
        directives = []
        for remark in remarks:
            for one in parse(remark):
                if isinstance(one, Directive):
                    directives.append(one)
                else:
                    self._notices.append(Notice(path, one.line, NoticeKind.MALFORMED, one.text))
        entries = [e for e in self._ranges(path, directives) if self._in_force(path, e.directive)]
        if entries:
            self._entries[path] = _Entries(entries)

    def over(self, analysed: Analysed, likely: bool) -> Held:
        """What is not to be shown of a function, whose odds are `likely` worth showing."""
        function = analysed.function
        entries = self._entries.get(function.path)
        if not entries:
            return Held()
        odds: Suppression | None = None
        matches: dict[RuleMatch, Suppression] = {}
        for entry in entries.near(function):
            entry.judged |= _stands_in(entry, function)
            if entry.directive.covers(MODEL) and _covers_odds(entry, function):
                odds = odds or entry.suppression()
                if likely:
                    entry.used |= {MODEL, _EVERYTHING}
            for match in analysed.analysis.matches:
                if entry.directive.covers(match.rule_id) and _covers_match(entry, function, match):
                    matches.setdefault(match, entry.suppression())
                    entry.used |= {match.rule_id, _EVERYTHING}
        return Held(odds, matches)

    def notices(self) -> list[Notice]:
        """What is wrong with them, once all functions have been seen."""
        stale = [
            n for path, entries in self._entries.items() for e in entries.all for n in self._stale(path, e)
        ]
        return sorted(self._notices + stale, key=lambda notice: (notice.path, notice.line, notice.kind))

    def _ranges(self, path: str, directives: Iterable[Directive]) -> Iterator[_Entry]:
        """Each with the lines it covers; a beginning waits for its end."""
        judged = not self._terms.partial
        opened: list[Directive] = []
        regions = 0
        for one in directives:
            regions += one.scope is not Scope.LINE
            if one.scope is not Scope.LINE and regions > _MOST_REGIONS:
                self._notices.append(Notice(path, one.line, NoticeKind.MALFORMED, "too many regions"))
            elif one.scope is Scope.BEGIN:
                opened.append(one)
            elif one.scope is Scope.END:
                begun = next((b for b in reversed(opened) if one.rules in (None, b.rules)), None)
                if begun is None:
                    self._notices.append(Notice(path, one.line, NoticeKind.UNPAIRED, "ends nothing"))
                    continue
                opened.remove(begun)
                yield _Entry(begun, begun.line, one.line, judged=judged)
            elif one.scope is Scope.FILE:
                yield _Entry(one, 1, 2**62, judged=judged)
            else:
                yield _Entry(one, one.target, one.target, judged=judged)
        for one in opened:
            detail = "never ends, so it covers nothing"
            self._notices.append(Notice(path, one.line, NoticeKind.UNPAIRED, detail))

    def _in_force(self, path: str, one: Directive) -> bool:
        for rule in sorted((one.rules or frozenset()) - {*self._terms.rules, MODEL}):
            self._notices.append(Notice(path, one.line, NoticeKind.UNKNOWN, rule))
        if one.until and one.until < self._terms.today:
            self._notices.append(Notice(path, one.line, NoticeKind.EXPIRED, f"since {one.until}"))
            return False
        if self._terms.reasons and not one.reason:
            self._notices.append(Notice(path, one.line, NoticeKind.UNEXPLAINED, "so it covers nothing"))
            return False
        return True

    def _stale(self, path: str, entry: _Entry) -> Iterator[Notice]:
        if not entry.judged:
            return
        asked = entry.directive.rules
        if asked is None:
            idle = [] if entry.used or not self._terms.odds else ["nothing to suppress"]
        else:
            known = asked & {*self._terms.rules, *([MODEL] if self._terms.odds else [])}
            idle = [f"nothing of {rule} to suppress" for rule in sorted(known - entry.used)]
        for detail in idle:
            yield Notice(path, entry.directive.line, NoticeKind.STALE, detail)


def _covers_odds(entry: _Entry, function: Function) -> bool:
    if entry.directive.scope is Scope.LINE:
        return _on_signature(entry, function)
    return entry.first <= function.span.start_line <= entry.last


def _covers_match(entry: _Entry, function: Function, match: RuleMatch) -> bool:
    if entry.directive.scope is Scope.LINE and _on_signature(entry, function):
        return True
    before = function.span.start_line - 1
    return before + match.start_line <= entry.last and entry.first <= before + match.end_line


def _on_signature(entry: _Entry, function: Function) -> bool:
    """From its first line to the one on which its body begins, where braces tell."""
    height = function.text.partition("{")[0].count("\n") if "{" in function.text else 0
    return 0 <= entry.first - function.span.start_line <= height


def _stands_in(entry: _Entry, function: Function) -> bool:
    """Whether all that it speaks of is part of the function."""
    return function.span.start_line <= entry.first and entry.last <= function.span.end_line
