"""The pipeline: paths -> ScanReport."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import date, datetime, timezone
from itertools import islice
from pathlib import Path

import vscan
from vscan.cache import Cache, cache_folder
from vscan.decide import Policy, rank
from vscan.discover import Candidate, read, roots_of, walk
from vscan.domain import Analysed, Finding, Root, RuleInfo, ScanReport, Score, Skipped, SourceFile
from vscan.metrics import METRICS
from vscan.progress import Progress, Silent
from vscan.reading import analyse
from vscan.rulebook import Rulebook, choose_rules
from vscan.scoring import Item, Model, OperatingPoint
from vscan.settings import ScanSettings
from vscan.suppress import Suppressions, Terms
from vscan.tally import Tally
from vscan.toolkit import Toolkit

# Functions scored at a time: enough to sort by length, few enough to see progress.
_WINDOW = 512


def scan(paths: Sequence[Path], settings: ScanSettings, progress: Progress | None = None) -> ScanReport:
    """Raises DiscoveryError, RuleError or ModelError; everything that befalls a single file becomes
    a skip in the report."""
    found = list(walk(paths, settings))
    candidates = [item for item in found if isinstance(item, Candidate)]
    skipped = [item for item in found if isinstance(item, Skipped)]
    sources = (read(candidate, settings) for candidate in candidates)
    return scan_sources(
        sources, settings, progress or Silent(), len(candidates), skipped, roots=roots_of(paths)
    )


def scan_sources(
    sources: Iterable[SourceFile | Skipped],
    settings: ScanSettings,
    progress: Progress,
    files: int,
    skipped: Iterable[Skipped] = (),
    *,
    toolkit: Toolkit | None = None,
    each: Callable[[Analysed, Score], None] | None = None,
    roots: tuple[Root, ...] = (),
) -> ScanReport:
    """Like `scan`, for `files` sources that have been found, or read from standard input, beside what
    was `skipped` before it was read. A `toolkit` made for these settings stays open; `each` sees every
    function with its odds, shown or not."""
    started, clock = time.monotonic(), int(time.time())
    progress.begin(files, "files")
    kept = toolkit
    toolkit = toolkit or Toolkit(settings)
    rulebook, model = toolkit.rulebook, toolkit.model
    point = _point(model, settings)
    rules = choose_rules(rulebook.info, settings.select, settings.ignore, settings.severity)
    policy = _policy(model, point, rules, settings)
    analysis = _analysis_key(rulebook, settings)
    cache = Cache(
        cache_folder(settings.cache_dir) if settings.cache else None,
        analysis=analysis,
        model=f"{model.digest}:{analysis}",
        metrics=METRICS,
        rules=rulebook.info,
    )
    tally = Tally(skipped, _suppressions(toolkit, settings))
    with closing(cache), nullcontext() if kept else toolkit:
        scores = _Scores(toolkit, cache)
        analysed = tally.count(analyse(sources, cache, toolkit.workers), progress)
        while window := list(islice(analysed, _WINDOW)):
            for (places, one), score in zip(window, scores.of([one for _, one in window]), strict=True):
                tally.decide(places, one, score, policy)
                if each:
                    each(one, point.tell(score) if point else score)
    shown = rank(tally.findings)
    shown = shown[: settings.top] if settings.top else shown
    shown = _explained(shown, toolkit) if settings.influence else shown
    return ScanReport(
        findings=_told(shown, point),
        hidden=len(tally.findings) - len(shown) + tally.held_back,
        suppressed=_told(rank(tally.suppressed), point) if settings.show_suppressed else (),
        notices=tuple(tally.notices()),
        skipped=tuple(sorted(tally.skipped, key=lambda skip: skip.path)),
        totals=replace(
            tally.totals(), seconds=time.monotonic() - started, started=clock, cached=scores.cached
        ),
        model=model.card.name if model.card else "",
        threshold=point.told if point else 0.0,
        rules=rules,
        base_rate=point.prior if point else None,
        calibrated_rate=point.calibrated if point else None,
        roots=roots,
        policy=settings.exit_policy,
    )


def _point(model: Model, settings: ScanSettings) -> OperatingPoint | None:
    """None without a model. Raises ModelError."""
    if model.card is None:
        return None
    chosen = {name: getattr(settings, name) for name in ("threshold", "point", "target_fpr", "prior")}
    return OperatingPoint.choose(model.card, **chosen)


def _told(findings: tuple[Finding, ...], point: OperatingPoint | None) -> tuple[Finding, ...]:
    """With their odds at the prevalence that the user asked for."""
    return tuple(replace(f, score=point.tell(f.score)) for f in findings) if point else findings


def _suppressions(toolkit: Toolkit, settings: ScanSettings) -> Suppressions | None:
    if settings.ignore_suppressions:
        return None
    terms = Terms(
        rules=toolkit.rulebook.info,
        today=_today(),
        reasons=settings.require_suppression_reason,
        odds=toolkit.model.card is not None,
    )
    return Suppressions(terms)


def _today() -> date:
    return datetime.now(timezone.utc).date()


def _policy(
    model: Model, point: OperatingPoint | None, rules: Mapping[str, RuleInfo], settings: ScanSettings
) -> Policy:
    if model.card is None or point is None:
        return Policy(None, settings.min_severity, rules, {})
    return Policy(point.threshold, settings.min_severity, rules, model.card.percentiles)


def _explained(findings: tuple[Finding, ...], toolkit: Toolkit) -> tuple[Finding, ...]:
    """With the lines that raised the odds where these are a reason."""
    lines = toolkit.lines if any(finding.by_odds for finding in findings) else None
    if lines is None:
        return findings
    return tuple(
        replace(finding, influence=lines.influence(finding.function.text)) if finding.by_odds else finding
        for finding in findings
    )


def _analysis_key(rulebook: Rulebook, settings: ScanSettings) -> str:
    key = f"{vscan.__version__}\0{rulebook.digest}\0{settings.cache_key()}"
    return hashlib.sha256(key.encode()).hexdigest()


class _Scores:
    """Scores by function text; the model is loaded when the first one is not known yet."""

    def __init__(self, toolkit: Toolkit, cache: Cache) -> None:
        self._toolkit, self._model, self._cache = toolkit, toolkit.model, cache
        self.cached = 0

    def of(self, window: Sequence[Analysed]) -> Iterator[Score]:
        """One score a function, in order."""
        todo = {one.function.digest: one for one in window if self._model.knows(one.function.language)}
        known = self._cache.scores(todo)
        self.cached += sum(one.function.digest in known for one in window)
        fresh = {digest: one for digest, one in todo.items() if digest not in known}
        if fresh:
            scored = self._score(list(fresh.values()))
            new = {d: s for d, s in zip(fresh, scored, strict=True) if s.probability is not None}
            self._cache.keep_scores(new)
            known |= new
        abstained = Score(None, self._model.abstention)
        yield from (known.get(one.function.digest, abstained) for one in window)

    def _score(self, functions: Sequence[Analysed]) -> list[Score]:
        return self._toolkit.scorer.score(
            [Item(f.function.text, f.function.language, f.analysis) for f in functions]
        )
