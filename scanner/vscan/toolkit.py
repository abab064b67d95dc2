"""What one scan after another can share: the rules, the model and the workers."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING

import vscan
from vscan.cache import cache_folder
from vscan.rulebook import Rulebook, builtin_rules
from vscan.scoring import Scorer, open_model
from vscan.settings import ScanSettings
from vscan.workers import Limits, Workers

if TYPE_CHECKING:
    from vscan.scoring.influence import NgramLines


class Toolkit:
    """Opened once for settings that stay the same; weights and workers come when first needed. `folder` is
    that of the cache, if there is to be one, `analysis` names all that the analysis of a text depends on."""

    def __init__(self, settings: ScanSettings) -> None:
        """Raises RuleError or ModelError."""
        folders = [builtin_rules(), *settings.rules]
        self.rulebook = Rulebook.load(folders)
        self.model = open_model(settings.scorer, settings.model, settings.jobs)
        self.folder = cache_folder(settings.cache_dir) if settings.cache else None
        key = f"{vscan.__version__}\0{self.rulebook.digest}\0{settings.cache_key()}"
        self.analysis = hashlib.sha256(key.encode()).hexdigest()
        limits = Limits(
            settings.jobs, settings.file_timeout, settings.memory_limit, settings.max_function_bytes
        )
        # Text that workers have to look at is likely to be new to the model as well.
        known = (self.folder, self.analysis) if self.folder else None
        self.workers = Workers(folders, limits, known, beside=self._load)
        self._loading: Future[Scorer] | None = None

    @property
    def scorer(self) -> Scorer:
        """Loads the weights when first asked for. Raises ModelError."""
        return self._load().result()

    def _load(self) -> Future[Scorer]:
        if self._loading is None:
            threads = ThreadPoolExecutor(1)
            self._loading = threads.submit(self.model.scorer)
            threads.shutdown(wait=False)
        return self._loading

    @cached_property
    def lines(self) -> NgramLines | None:
        """What says which lines raised the odds. Raises ModelError."""
        return self.model.lines()

    def __enter__(self) -> Toolkit:
        self.workers.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.workers.__exit__(kind, error, trace)
