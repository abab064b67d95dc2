"""What one scan after another can share: the rules, the model and the workers."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING

import vscan
from vscan.cache import cache_folder
from vscan.domain import Finding
from vscan.rulebook import Rulebook, builtin_rules
from vscan.scoring import Scorer, open_model
from vscan.settings import ScanSettings

if TYPE_CHECKING:
    from concurrent.futures import Future

    from vscan.scoring.influence import NgramLines
    from vscan.workers import Workers


class Toolkit:
    """Opened once for settings that stay the same; weights and workers come, and are imported, when first
    needed. `folder` is that of the cache, if there is to be one, `analysis` names all that the analysis of a
    text depends on."""

    def __init__(self, settings: ScanSettings) -> None:
        """Raises RuleError or ModelError."""
        self._settings = settings
        self._folders = [builtin_rules(), *settings.rules]
        self.rulebook = Rulebook.load(self._folders)
        self.model = open_model(settings.scorer, settings.model, settings.jobs)
        self.folder = cache_folder(settings.cache_dir) if settings.cache else None
        key = f"{vscan.__version__}\0{self.rulebook.digest}\0{settings.cache_key()}"
        self.analysis = hashlib.sha256(key.encode()).hexdigest()
        self._loading: Future[Scorer] | None = None
        self._workers: Workers | None = None

    @property
    def workers(self) -> Workers:
        """They start with their first task."""
        if self._workers is None:
            from vscan.workers import Limits, Workers

            chosen = self._settings
            limits = Limits(chosen.jobs, chosen.file_timeout, chosen.memory_limit, chosen.max_function_bytes)
            known = (self.folder, self.analysis) if self.folder else None
            # Text that workers have to look at is likely to be new to the model as well.
            self._workers = Workers(self._folders, limits, known, beside=self._load)
        return self._workers

    @property
    def scorer(self) -> Scorer:
        """Loads the weights when first asked for. Raises ModelError."""
        return self._load().result()

    def _load(self) -> Future[Scorer]:
        if self._loading is None:
            from concurrent.futures import ThreadPoolExecutor

            threads = ThreadPoolExecutor(1)
            self._loading = threads.submit(self.model.scorer)
            threads.shutdown(wait=False)
        return self._loading

    @cached_property
    def lines(self) -> NgramLines | None:
        """What says which lines raised the odds. Raises ModelError."""
        return self.model.lines()

    def explained(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """With the lines that raised the odds where these are a reason. Raises ModelError."""
        lines = self.lines if any(finding.by_odds for finding in findings) else None
        if lines is None:
            return findings
        return tuple(
            replace(one, influence=lines.influence(one.function.text)) if one.by_odds else one
            for one in findings
        )

    def __enter__(self) -> Toolkit:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends the workers, and with them what they are at."""
        if self._workers:
            self._workers.stop()
