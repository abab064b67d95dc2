"""What a scan has seen so far: counts, findings, skips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from vscan.baseline import Baseline
from vscan.decide import Policy, decide, rank, split
from vscan.domain import (
    Analysed,
    Caveat,
    Change,
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


class Tally:
    """Counts as functions pass; `held_back` are those whose rule matches were too quiet to show, and
    `suppressed` what was not to be shown."""

    def __init__(self, skipped: Iterable[Skipped], suppressions: Suppressions | None = None) -> None:
        self.findings: list[Finding] = []
        self.suppressed: list[Finding] = []
        self.read: set[str] = set()
        self._suppressions = suppressions
        self.skipped = list(skipped)
        self.held_back = 0
        self._baseline: Baseline | None = None
        self._files = self._lines = 0
        self._languages: Counter[str] = Counter()
        self._abstained: Counter[str] = Counter()
        self._caveats: Counter[Caveat] = Counter()

    def count(self, outcomes: Iterable[Outcome], progress: Progress) -> Iterator[tuple[Places, Analysed]]:
        """Each function, beside the places of its file."""
        for item in outcomes:
            if isinstance(item, Skipped):
                self.skipped.append(item)
                progress.advance(0)
                continue
            source, functions, remarks = item
            self.read.add(source.path)
            if self._suppressions:
                self._suppressions.read(source.path, remarks)
            self._files += 1
            self._lines += source.text.count("\n") + (not source.text.endswith("\n"))
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
        self._languages[one.function.language] += 1
        if score.probability is None:
            self._abstained[score.abstained] += 1
        self._caveats.update(score.caveats)
        held = (
            self._suppressions.over(one, policy.reached_by(score) or rose) if self._suppressions else Held()
        )
        if finding := decide(one, score, policy, rose):
            finding = replace(finding, change=change)
            return self._keep(*split(places.located(finding, [finding.anchor_line]), held, policy))
        if policy.heard(one):
            self.held_back += 1
        return None

    def _keep(self, shown: Finding | None, suppressed: Finding | None) -> Finding | None:
        if shown:
            self.findings.append(shown)
        if suppressed:
            self.suppressed.append(suppressed)
        return shown

    def compare(self, baseline: Baseline, policy: Policy, *, partial: bool) -> None:
        """Takes out what is known already, once every function has passed."""
        found, self.findings = rank(self.findings), []
        for finding, held in zip(found, baseline.hold(found, self.read, partial=partial), strict=True):
            self._keep(*split(finding, held, policy))
        self._baseline = baseline

    def notices(self) -> list[Notice]:
        """What is wrong with suppressions and the baseline, once every function has passed."""
        said = self._suppressions.notices() if self._suppressions else []
        return said + (self._baseline.notices() if self._baseline else [])

    def totals(self) -> Totals:
        return Totals(
            files=self._files,
            functions=self._languages.total(),
            lines=self._lines,
            languages=dict(sorted(self._languages.items())),
            abstained=dict(sorted(self._abstained.items())),
            caveats={caveat: self._caveats[caveat] for caveat in Caveat.in_order(self._caveats)},
            suppressed=self._counted(),
        )

    def _counted(self) -> dict[Origin, int]:
        counts = Counter(why.origin for finding in self.suppressed for why in finding.suppressed[-1:])
        return {origin: counts[origin] for origin in Origin if counts[origin]}
