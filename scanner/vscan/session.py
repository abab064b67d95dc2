"""One scan under way: what it reads, scores and decides with, and what it has come to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import date, datetime, timezone
from itertools import chain, islice
from types import TracebackType

from vscan.baseline import Baseline
from vscan.cache import Cache
from vscan.decide import Policy, first, rank
from vscan.discover import Candidate
from vscan.domain import (
    Analysed,
    Change,
    Changes,
    Finding,
    Root,
    RuleInfo,
    ScanReport,
    Score,
    Skipped,
    SourceFile,
)
from vscan.metrics import METRICS
from vscan.places import Places
from vscan.progress import Progress, Silent
from vscan.rulebook import choose_rules
from vscan.scores import Scores
from vscan.scoring import Model, OperatingPoint
from vscan.seen import Seen
from vscan.settings import ScanSettings
from vscan.suppress import Suppressions, Terms
from vscan.tally import Outcome, Tally
from vscan.toolkit import Toolkit

# Functions scored at a time: enough to sort by length, few enough to see progress; fewer at first, so that
# the first finding is on screen soon.
_FIRST_WINDOW, _WINDOW = 32, 128


class Session:
    """Use it as a context. A `toolkit` that was given stays open."""

    def __init__(
        self,
        settings: ScanSettings,
        progress: Progress,
        skipped: Iterable[Skipped] = (),
        *,
        toolkit: Toolkit | None = None,
        roots: tuple[Root, ...] = (),
        base: str | None = None,
        baseline: Baseline | None = None,
    ) -> None:
        """`base` says in words since when, if only changes are looked at. Raises RuleError,
        ModelError or BaselineError."""
        self._started, self._clock = time.monotonic(), int(time.time())
        self._base, self._roots = base, roots
        self._baseline = baseline or (Baseline.load(settings.baseline) if settings.baseline else None)
        self._exit = settings.exit_policy(changes=base is not None)
        self._settings, self._progress = settings, progress
        self._toolkit = toolkit or Toolkit(settings)
        self._context = nullcontext() if toolkit else self._toolkit
        rulebook, model = self._toolkit.rulebook, self._toolkit.model
        self._point = _point(model, settings)
        self._cache = _cache(self._toolkit, self._point, settings)
        infos = self._cache.infos(rulebook.info)
        self._rules = choose_rules(infos, settings.select, settings.ignore, settings.severity)
        self._policy = _policy(model, self._point, self._rules, settings)
        self._seen = Seen(self._cache)
        self._scores = Scores(self._toolkit, self._cache)
        self._changes: list[tuple[Score, Change]] = []
        self._first: Finding | None = None
        self._found = 0
        self._tally = Tally(skipped, _suppressions(self._toolkit, settings, base is not None))

    def __enter__(self) -> Session:
        self._context.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with closing(self._cache):
            self._context.__exit__(kind, error, trace)

    def recall(self, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
        """The files that have to be read; then, while workers are at these, counts in the others, which are
        known as they stand."""
        for found in self._seen.recall(candidates):
            if isinstance(found, Candidate):
                yield found
                continue
            self._tally.recall(found)
            self._progress.advance(0 if isinstance(found, Skipped) else found.functions)
            for finding in () if isinstance(found, Skipped) else found.findings:
                self._show(finding)

    def read(self, sources: Iterable[SourceFile | Skipped]) -> Iterator[Outcome]:
        """The functions of each, in order. Nothing is imported for none."""
        rest = iter(sources)
        for source in rest:
            from vscan.reading import analyse

            yield from analyse(chain([source], rest), self._cache, self._toolkit.workers)

    def read_changes(
        self, pairs: Iterable[tuple[SourceFile | Skipped, SourceFile | Skipped]]
    ) -> Iterator[tuple[Outcome, Outcome]]:
        """The functions of each file before and after; what a change does not touch may lack its analysis."""
        from vscan.reading import analyse_changes

        return analyse_changes(pairs, self._cache, self._toolkit.workers)

    def count(self, outcomes: Iterable[Outcome]) -> Iterator[tuple[Places, Analysed]]:
        """All functions, once they are counted in."""
        return self._tally.count(outcomes, self._progress)

    def score(self, functions: Sequence[Analysed]) -> list[Score]:
        """The odds of each, as they are told."""
        return [self._told(score) for score in self._scores.of(functions)]

    def decide(
        self,
        functions: Iterable[tuple[Places, Analysed]],
        each: Callable[[Analysed, Score], None] | None = None,
        changes: Callable[[Analysed], Change] | None = None,
    ) -> None:
        """What becomes of functions; `each` sees all with their odds, `changes` tells what befell them."""
        rest, size = iter(functions), _FIRST_WINDOW
        while window := list(islice(rest, size)):
            size = min(2 * size, _WINDOW)
            for (places, one), score in zip(window, self._scores.of([one for _, one in window]), strict=True):
                told = self._told(score)
                change = changes(one) if changes else None
                rose = self._exit.raised(change.rise(told) if change else None)
                self._changes += [(told, change)] if change else []
                shown = self._tally.decide(places, one, score, self._policy, change, rose)
                self._show(shown)
                if each:
                    each(one, told)

    def _show(self, finding: Finding | None) -> None:
        """To who watches; with a baseline, which may know the finding, nothing is told yet."""
        if finding is None or self._baseline or type(self._progress) is Silent:
            return
        self._found += 1
        [found] = self._all_told((finding,))
        self._first = first(self._first, found) if self._first else found
        self._progress.found(self._first, self._found)

    def report(self) -> ScanReport:
        tally, model, point, settings = self._tally, self._toolkit.model, self._point, self._settings
        if self._baseline:
            tally.compare(self._baseline, self._policy, partial=self._base is not None)
        self._seen.keep(tally.results())
        ranked = rank(tally.findings)
        shown = ranked[: settings.top] if settings.top else ranked
        beyond = len(ranked) - len(shown)
        shown = self._toolkit.explained(shown) if settings.influence else shown
        totals = replace(tally.totals(), started=self._clock)
        seconds = round(time.monotonic() - self._started, 3)  # as saved, so that conversions tell the same
        suppressed = rank(tally.suppressed) if settings.show_suppressed else ()
        self._look_up((*shown, *suppressed))
        return ScanReport(
            findings=self._all_told(shown),
            hidden=beyond + tally.held_back(),
            beyond_top=beyond,
            suppressed=self._all_told(suppressed),
            notices=tuple(tally.notices()),
            skipped=tuple(sorted(tally.skipped, key=lambda skip: skip.path)),
            totals=replace(totals, seconds=seconds, cached=totals.cached + self._scores.cached),
            model=model.card.name if model.card else "",
            threshold=point.told if point else 0.0,
            rules=self._rules,
            base_rate=point.prior if point else None,
            calibrated_rate=point.calibrated if point else None,
            changes=None if self._base is None else Changes.count(self._base, self._changes),
            roots=self._roots,
            policy=self._exit,
        )

    def _look_up(self, findings: Iterable[Finding]) -> None:
        """The rules that a report will ask for, while the cache is open."""
        for rule in {match.rule_id for finding in findings for match in finding.matches}:
            self._rules[rule]

    def _told(self, score: Score) -> Score:
        return self._point.tell(score) if self._point else score

    def _all_told(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        if self._point is None or self._point.prior == self._point.calibrated:
            return findings
        return tuple(replace(finding, score=self._told(finding.score)) for finding in findings)


def _point(model: Model, settings: ScanSettings) -> OperatingPoint | None:
    """None without a model. Raises ModelError."""
    if model.card is None:
        return None
    chosen = {name: getattr(settings, name) for name in ("threshold", "point", "target_fpr", "prior")}
    return OperatingPoint.choose(model.card, **chosen)


def _policy(
    model: Model, point: OperatingPoint | None, rules: Mapping[str, RuleInfo], settings: ScanSettings
) -> Policy:
    chosen = bool(settings.select)
    if model.card is None or point is None:
        return Policy(None, settings.min_severity, rules, {}, chosen)
    return Policy(point.threshold, settings.min_severity, rules, model.card.percentiles, chosen)


def _cache(toolkit: Toolkit, point: OperatingPoint | None, settings: ScanSettings) -> Cache:
    model, threshold = f"{toolkit.model.digest}:{toolkit.analysis}", point.threshold if point else None
    return Cache(
        toolkit.folder,
        analysis=toolkit.analysis,
        model=model,
        scan=f"{model}:{threshold}:{settings.file_key()}",
        metrics=METRICS,
        rules=toolkit.rulebook.rules,
    )


def _suppressions(toolkit: Toolkit, settings: ScanSettings, partial: bool) -> Suppressions | None:
    if settings.ignore_suppressions:
        return None
    terms = Terms(
        rules=toolkit.rulebook.rules,
        today=_today(),
        reasons=settings.require_suppression_reason,
        partial=partial,
        odds=toolkit.model.card is not None,
    )
    return Suppressions(terms)


def _today() -> date:
    return datetime.now(timezone.utc).date()
