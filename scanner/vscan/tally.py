"""What a scan has seen so far: counts, findings, skips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from vscan.baseline import Baseline
from vscan.decide import Policy, decide, rank, split
from vscan.domain import (
    Analysed,
    Caveat,
    Change,
    FileResult,
    Finding,
    Held,
    Notice,
    Origin,
    Remark,
    Score,
    Skipped,
    SourceFile,
    Totals,
)
from vscan.places import Places
from vscan.progress import Progress
from vscan.suppress import Suppressions

Outcome: TypeAlias = "tuple[SourceFile, tuple[Analysed, ...], tuple[Remark, ...]] | Skipped"


@dataclass(slots=True)
class _File:
    """A file whose functions are passing; `plain` when no comment in it speaks to vscan."""

    path: str
    lines: int
    plain: bool
    languages: Counter[str] = field(default_factory=Counter)
    abstained: Counter[str] = field(default_factory=Counter)
    caveats: Counter[Caveat] = field(default_factory=Counter)
    held_back: int = 0
    findings: list[Finding] = field(default_factory=list)

    def result(self) -> FileResult:
        counts = self.languages, self.abstained, self.caveats
        return FileResult(self.path, self.lines, *counts, self.held_back, tuple(self.findings))


class Tally:
    """Counts as functions pass; `suppressed` is what was not to be shown."""

    def __init__(self, skipped: Iterable[Skipped], suppressions: Suppressions | None = None) -> None:
        self.findings: list[Finding] = []
        self.suppressed: list[Finding] = []
        self._suppressions = suppressions
        self.skipped = list(skipped)
        self._baseline: Baseline | None = None
        self._recalled: list[FileResult] = []
        self._files: dict[str, _File] = {}

    def recall(self, result: FileResult | Skipped) -> None:
        """Counts in a file that is known already."""
        if isinstance(result, Skipped):
            self.skipped.append(result)
            return
        self._recalled.append(result)
        self.findings += result.findings

    def count(self, outcomes: Iterable[Outcome], progress: Progress) -> Iterator[tuple[Places, Analysed]]:
        """Each function, beside the places of its file."""
        for item in outcomes:
            if isinstance(item, Skipped):
                self.skipped.append(item)
                progress.advance(0)
                continue
            source, functions, remarks = item
            if self._suppressions:
                self._suppressions.read(source.path, remarks)
            lines = source.text.count("\n") + (not source.text.endswith("\n"))
            self._files[source.path] = _File(source.path, lines, plain=not remarks)
            progress.advance(len(functions))
            places = Places(source)
            yield from ((places, one) for one in functions)

    def decide(
        self,
        places: Places,
        one: Analysed,
        score: Score,
        policy: Policy,
        change: Change | None = None,
        rose: bool = False,
    ) -> Finding | None:
        """What is to be shown of it. `rose` when a `change` raised the odds by more than it may."""
        file = self._files[places.source.path]
        file.languages[one.function.language] += 1
        if score.probability is None:
            file.abstained[score.abstained] += 1
        file.caveats.update(score.caveats)
        held = (
            self._suppressions.over(one, policy.reached_by(score) or rose) if self._suppressions else Held()
        )
        if finding := decide(one, score, policy, rose):
            finding = replace(finding, change=change)
            shown = self._keep(*split(places.located(finding, [finding.anchor_line]), held, policy))
            file.findings += [shown] if shown else []
            return shown
        if policy.heard(one):
            file.held_back += 1
        return None

    def results(self) -> list[FileResult | Skipped]:
        """Of all files but those where a comment has a say, once every function has passed."""
        return [*self.skipped, *(file.result() for file in self._files.values() if file.plain)]

    def _keep(self, shown: Finding | None, suppressed: Finding | None) -> Finding | None:
        if shown:
            self.findings.append(shown)
        if suppressed:
            self.suppressed.append(suppressed)
        return shown

    def compare(self, baseline: Baseline, policy: Policy, *, partial: bool) -> None:
        """Takes out what is known already, once every function has passed."""
        found, self.findings = rank(self.findings), []
        read = {file.path for file in self._all()}
        for finding, held in zip(found, baseline.hold(found, read, partial=partial), strict=True):
            self._keep(*split(finding, held, policy))
        self._baseline = baseline

    def notices(self) -> list[Notice]:
        """What is wrong with suppressions and the baseline, once every function has passed."""
        said = self._suppressions.notices() if self._suppressions else []
        return said + (self._baseline.notices() if self._baseline else [])

    def held_back(self) -> int:
        """How many functions have rule matches that are too quiet to show."""
        return sum(file.held_back for file in self._all())

    def totals(self) -> Totals:
        """`cached` counts the functions of files that were known already."""
        files = self._all()
        languages, abstained, caveats = Counter[str](), Counter[str](), Counter[Caveat]()
        for file in files:
            languages.update(file.languages)
            abstained.update(file.abstained)
            caveats.update(file.caveats)
        return Totals(
            files=len(files),
            functions=languages.total(),
            lines=sum(file.lines for file in files),
            cached=sum(file.scored for file in self._recalled),
            languages=dict(sorted(languages.items())),
            abstained=dict(sorted(abstained.items())),
            caveats={caveat: caveats[caveat] for caveat in Caveat.in_order(caveats)},
            suppressed=self._counted(),
        )

    def _all(self) -> list[FileResult]:
        return [*self._recalled, *(file.result() for file in self._files.values())]

    def _counted(self) -> dict[Origin, int]:
        counts = Counter(why.origin for finding in self.suppressed for why in finding.suppressed[-1:])
        return {origin: counts[origin] for origin in Origin if counts[origin]}
