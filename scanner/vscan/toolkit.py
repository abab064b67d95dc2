"""What one scan after another can share: the rules, the model and the workers."""

from __future__ import annotations

from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING

from vscan.rulebook import Rulebook, builtin_rules
from vscan.scoring import Scorer, open_model
from vscan.settings import ScanSettings
from vscan.workers import Limits, Workers

if TYPE_CHECKING:
    from vscan.scoring.influence import NgramLines


class Toolkit:
    """Opened once for settings that stay the same; weights and workers come when first needed."""

    def __init__(self, settings: ScanSettings) -> None:
        """Raises RuleError or ModelError."""
        folders = [builtin_rules(), *settings.rules]
        self.rulebook = Rulebook.load(folders)
        self.model = open_model(settings.scorer, settings.model, settings.jobs)
        limits = Limits(
            settings.jobs, settings.file_timeout, settings.memory_limit, settings.max_function_bytes
        )
        self.workers = Workers(folders, limits)

    @cached_property
    def scorer(self) -> Scorer:
        """Loads the weights. Raises ModelError."""
        return self.model.scorer()

    @cached_property
    def lines(self) -> NgramLines | None:
        """What says which lines raised the odds. Raises ModelError."""
        return self.model.lines()

    def __enter__(self) -> Toolkit:
        self.workers.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.workers.__exit__(kind, error, trace)
