"""The pipeline: paths -> ScanReport."""

from __future__ import annotations

import hashlib
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path

import vscan
from vscan.cache import Cache, cache_folder
from vscan.decide import Policy, decide, rank
from vscan.discover import Candidate, read, walk
from vscan.domain import Analysed, Finding, RuleInfo, ScanReport, Score, Skipped, SourceFile, Totals
from vscan.metrics import METRICS
from vscan.progress import Progress, Silent
from vscan.rulebook import Rulebook, builtin_rules
from vscan.scoring import Item, Model, Scorer, open_model
from vscan.settings import ScanSettings
from vscan.workers import Limits, WorkError, Workers, analyse_file, outcome

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
) -> ScanReport:
    """Like `scan`, for `files` sources that have been found, or read from standard input, beside what
    was `skipped` before it was read."""
    started = time.monotonic()
    progress.begin(files, "files")
    folders = [builtin_rules(), *settings.rules]
    rulebook = Rulebook.load(folders)
    model = open_model(settings.scorer, settings.model, settings.jobs)
    analysis = _analysis_key(rulebook, settings)
    cache = Cache(
        cache_folder(settings.cache_dir) if settings.cache else None,
        analysis=analysis,
        model=f"{model.digest}:{analysis}",
        metrics=METRICS,
        rules=rulebook.info,
    )
    limits = Limits(settings.jobs, settings.file_timeout, settings.memory_limit, settings.max_function_bytes)
    policy = _policy(model, rulebook, settings)
    tally = _Tally(skipped)
    with closing(cache), Workers(folders, limits) as workers:
        scores = _Scores(model, rulebook.info, cache)
        analysed = tally.count(_analyse(sources, cache, workers), progress)
        while window := list(islice(analysed, _WINDOW)):
            for one, score in zip(window, scores.of(window), strict=True):
                tally.decide(one, score, policy)
    shown = rank(tally.findings)
    shown = shown[: settings.top] if settings.top else shown
    return ScanReport(
        findings=shown,
        hidden=len(tally.findings) - len(shown) + tally.held_back,
        skipped=tuple(sorted(tally.skipped, key=lambda skip: skip.path)),
        totals=replace(tally.totals(), seconds=time.monotonic() - started, cached=scores.cached),
        model=model.card.name if model.card else "",
        threshold=policy.threshold if policy.threshold is not None else 0.0,
        rules=rulebook.info,
        base_rate=model.card.fusion.prior if model.card else None,
    )


def _policy(model: Model, rulebook: Rulebook, settings: ScanSettings) -> Policy:
    if model.card is None:
        return Policy(None, settings.min_severity, rulebook.info, {})
    threshold = model.card.threshold if settings.threshold is None else settings.threshold
    return Policy(threshold, settings.min_severity, rulebook.info, model.card.percentiles)


def _analysis_key(rulebook: Rulebook, settings: ScanSettings) -> str:
    key = f"{vscan.__version__}\0{rulebook.digest}\0{settings.cache_key()}"
    return hashlib.sha256(key.encode()).hexdigest()


Outcome = tuple[SourceFile, tuple[Analysed, ...]] | Skipped


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

    def __init__(self, model: Model, rules: Mapping[str, RuleInfo], cache: Cache) -> None:
        self._model, self._rules, self._cache = model, rules, cache
        self._scorer: Scorer | None = None
        self.cached = 0

    def of(self, window: Sequence[Analysed]) -> Iterator[Score]:
        """One score a function, in order."""
        todo = {one.function.digest: one for one in window if self._model.knows(one.function.language)}
        known = self._cache.probabilities(todo)
        self.cached += sum(one.function.digest in known for one in window)
        fresh = {digest: one for digest, one in todo.items() if digest not in known}
        if fresh:
            scored = self._score(list(fresh.values()))
            new = {d: s.probability for d, s in zip(fresh, scored, strict=True) if s.probability is not None}
            self._cache.keep_probabilities(new)
            known |= new
        for one in window:
            probability = known.get(one.function.digest)
            yield Score(probability, "" if probability is not None else self._model.abstention)

    def _score(self, functions: Sequence[Analysed]) -> list[Score]:
        self._scorer = self._scorer or self._model.scorer(self._rules)
        return self._scorer.score([Item(f.function.text, f.function.language, f.analysis) for f in functions])


class _Tally:
    """What a scan has seen so far."""

    def __init__(self, skipped: Iterable[Skipped]) -> None:
        self.findings: list[Finding] = []
        self.skipped = list(skipped)
        self.held_back = 0
        self._files = self._lines = 0
        self._languages: Counter[str] = Counter()
        self._abstained: Counter[str] = Counter()

    def count(self, outcomes: Iterable[Outcome], progress: Progress) -> Iterator[Analysed]:
        for item in outcomes:
            if isinstance(item, Skipped):
                self.skipped.append(item)
                progress.advance(0)
                continue
            source, functions = item
            self._files += 1
            self._lines += source.text.count("\n") + (not source.text.endswith("\n"))
            progress.advance(len(functions))
            yield from functions

    def decide(self, one: Analysed, score: Score, policy: Policy) -> None:
        self._languages[one.function.language] += 1
        if score.probability is None:
            self._abstained[score.abstained] += 1
        if finding := decide(one, score, policy):
            self.findings.append(finding)
        elif one.analysis.matches:
            self.held_back += 1

    def totals(self) -> Totals:
        return Totals(
            files=self._files,
            functions=self._languages.total(),
            lines=self._lines,
            languages=dict(sorted(self._languages.items())),
            abstained=dict(sorted(self._abstained.items())),
        )
