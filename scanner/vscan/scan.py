"""The pipeline: paths -> ScanReport."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing, nullcontext
from dataclasses import replace
from itertools import islice
from pathlib import Path

import vscan
from vscan.cache import Cache, cache_folder
from vscan.decide import Policy, rank
from vscan.discover import Candidate, read, walk
from vscan.domain import Analysed, Finding, RuleInfo, ScanReport, Score, Skipped, SourceFile
from vscan.metrics import METRICS
from vscan.progress import Progress, Silent
from vscan.rulebook import Rulebook, choose_rules
from vscan.scoring import Item, Model, OperatingPoint
from vscan.settings import ScanSettings
from vscan.tally import Outcome, Tally
from vscan.toolkit import Toolkit
from vscan.workers import WorkError, Workers, analyse_file, outcome

# Functions scored at a time: enough to sort by length, few enough to see progress.
_WINDOW = 512


def scan(paths: Sequence[Path], settings: ScanSettings, progress: Progress | None = None) -> ScanReport:
    """Raises DiscoveryError, RuleError or ModelError; everything that befalls a single file becomes
    a skip in the report."""
    found = list(walk(paths, settings))
    candidates = [item for item in found if isinstance(item, Candidate)]
    skipped = [item for item in found if isinstance(item, Skipped)]
    sources = (read(candidate, settings) for candidate in candidates)
    return scan_sources(sources, settings, progress or Silent(), len(candidates), skipped)


def scan_sources(
    sources: Iterable[SourceFile | Skipped],
    settings: ScanSettings,
    progress: Progress,
    files: int,
    skipped: Iterable[Skipped] = (),
    *,
    toolkit: Toolkit | None = None,
    each: Callable[[Analysed, Score], None] | None = None,
) -> ScanReport:
    """Like `scan`, for `files` sources that have been found, or read from standard input, beside what
    was `skipped` before it was read. A `toolkit` made for these settings stays open; `each` sees every
    function with its odds, shown or not."""
    started = time.monotonic()
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
    tally = Tally(skipped)
    with closing(cache), nullcontext() if kept else toolkit:
        scores = _Scores(toolkit, cache)
        analysed = tally.count(_analyse(sources, cache, toolkit.workers), progress)
        while window := list(islice(analysed, _WINDOW)):
            for (places, one), score in zip(window, scores.of([one for _, one in window]), strict=True):
                tally.decide(places, one, score, policy)
                if each:
                    each(one, point.tell(score) if point else score)
    shown = rank(tally.findings)
    shown = shown[: settings.top] if settings.top else shown
    shown = _explained(shown, toolkit, policy) if settings.influence else shown
    return ScanReport(
        findings=tuple(replace(f, score=point.tell(f.score)) for f in shown) if point else shown,
        hidden=len(tally.findings) - len(shown) + tally.held_back,
        skipped=tuple(sorted(tally.skipped, key=lambda skip: skip.path)),
        totals=replace(tally.totals(), seconds=time.monotonic() - started, cached=scores.cached),
        model=model.card.name if model.card else "",
        threshold=point.told if point else 0.0,
        rules=rules,
        base_rate=point.prior if point else None,
        calibrated_rate=point.calibrated if point else None,
    )


def _point(model: Model, settings: ScanSettings) -> OperatingPoint | None:
    """None without a model. Raises ModelError."""
    if model.card is None:
        return None
    chosen = {name: getattr(settings, name) for name in ("threshold", "point", "target_fpr", "prior")}
    return OperatingPoint.choose(model.card, **chosen)


def _policy(
    model: Model, point: OperatingPoint | None, rules: Mapping[str, RuleInfo], settings: ScanSettings
) -> Policy:
    if model.card is None or point is None:
        return Policy(None, settings.min_severity, rules, {})
    return Policy(point.threshold, settings.min_severity, rules, model.card.percentiles)


def _explained(findings: tuple[Finding, ...], toolkit: Toolkit, policy: Policy) -> tuple[Finding, ...]:
    """With the lines that raised the odds where these reach the threshold."""
    if not any(policy.reached_by(finding.score) for finding in findings):
        return findings
    lines = toolkit.lines
    if lines is None:
        return findings
    return tuple(
        replace(finding, influence=lines.influence(finding.function.text))
        if policy.reached_by(finding.score)
        else finding
        for finding in findings
    )


def _analysis_key(rulebook: Rulebook, settings: ScanSettings) -> str:
    key = f"{vscan.__version__}\0{rulebook.digest}\0{settings.cache_key()}"
    return hashlib.sha256(key.encode()).hexdigest()


def _analyse(sources: Iterable[SourceFile | Skipped], cache: Cache, workers: Workers) -> Iterator[Outcome]:
    """In the order of the sources, a bounded number of files ahead."""
    pending: deque[tuple[SourceFile, tuple[Analysed, ...] | Future[tuple[Analysed, ...]]]] = deque()
    for source in sources:
        if isinstance(source, Skipped):
            yield source
            continue
        known = cache.functions(source)
        pending.append((source, workers.submit(analyse_file, source) if known is None else known))
        if len(pending) > 8 * workers.jobs:
            yield _finish(*pending.popleft(), cache)
    while pending:
        yield _finish(*pending.popleft(), cache)


def _finish(
    source: SourceFile, work: tuple[Analysed, ...] | Future[tuple[Analysed, ...]], cache: Cache
) -> Outcome:
    if isinstance(work, tuple):
        return source, work
    try:
        functions = outcome(work)
    except WorkError as failure:
        return Skipped(source.path, failure.reason, failure.detail)
    cache.keep_functions(source, functions)
    return source, functions


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
