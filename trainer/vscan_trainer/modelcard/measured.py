"""One part as the model, the baselines and the previous model score it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vscan.scoring.card import CARD
from vscan_trainer.evaluation.baselines import baselines
from vscan_trainer.evaluation.scored import Scored
from vscan_trainer.modelcard.parts import Part
from vscan_trainer.modelcard.scores import ModelScores, score_part

MODEL, LENGTH, WORDS, PREVIOUS = "vscan", "length alone", "bag of words", "previous"


@dataclass(frozen=True, slots=True)
class Asked:
    """`model` None is the bundled one; its scores are kept in `keep`. `against` is an earlier model, or a
    folder of its kept scores; baselines are kept in `cache`. `tree` is scanned for speed; `runs` are the
    training's."""

    data: Path
    model: Path | None = None
    keep: Path | None = None
    against: Path | None = None
    cache: Path = Path("runs/cache")
    tree: Path | None = None
    runs: tuple[Path, ...] = ()
    draws: int = 1000
    seed: int = 42


@dataclass(frozen=True, slots=True)
class Measured:
    """`models` are `MODEL`, `LENGTH`, `WORDS` and, where there is one, `PREVIOUS`, on the same functions."""

    part: Part
    scores: ModelScores
    previous: ModelScores | None
    models: Mapping[str, Scored]

    @classmethod
    def of(cls, part: Part, asked: Asked) -> Measured:
        """Raises ModelError, CommandError, ScoresError, DatasetError."""
        previous = _earlier(part, asked.against) if asked.against else None
        old = {PREVIOUS: previous.of(part)} if previous else {}
        scores = score_part(part, asked.model, asked.keep)
        scored = scores.of(part)
        easier = baselines(scored, lambda: part.rows, part.train, asked.cache)
        return cls(part, scores, previous, {MODEL: scored, **easier, **old})

    @property
    def scored(self) -> Scored:
        """The model's."""
        return self.models[MODEL]

    @property
    def others(self) -> dict[str, Scored]:
        """What the model is held against."""
        return {name: scored for name, scored in self.models.items() if name != MODEL}

    @property
    def abstained(self) -> int:
        """Functions without odds."""
        return int((~self.scores.known).sum())


def _earlier(part: Part, folder: Path) -> ModelScores:
    """A model that this version can still load is scored again."""
    if (folder / CARD).exists():
        return score_part(part, folder, None)
    return ModelScores.load(folder / f"{part.name}.npz")
