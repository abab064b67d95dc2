"""Evaluations as rich renderables."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from vscan_trainer.evaluation.assess import Assessment
from vscan_trainer.evaluation.tables.compared import agreement_tables, comparison_tables
from vscan_trainer.evaluation.tables.model import evaluation_tables


def assessment_tables(assessed: Assessment) -> Iterator[RenderableType]:
    """All tables of one part, a model at a time."""
    for name, evaluation in assessed.evaluations.items():
        yield from evaluation_tables(f"{name} on {assessed.part}", evaluation)
        if name in assessed.comparisons:
            yield from comparison_tables(assessed.comparisons[name])
    if assessed.agreement is not None:
        yield from agreement_tables(assessed.agreement, len(assessed.evaluations))
    for note in assessed.notes:
        yield Text(note, style="yellow")
