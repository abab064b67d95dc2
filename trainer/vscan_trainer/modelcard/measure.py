"""Everything that is asked of a shipped model, measured once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from vscan.scoring.card import ModelCard, bundled_model
from vscan_trainer.evaluation.evaluation import Evaluation, evaluate
from vscan_trainer.modelcard import goals
from vscan_trainer.modelcard.calibration import Reliability
from vscan_trainer.modelcard.effort import Effort
from vscan_trainer.modelcard.lines import changed_lines
from vscan_trainer.modelcard.measured import Asked, Measured
from vscan_trainer.modelcard.parts import CORPORA, PAIRS, load_parts, pairs_file
from vscan_trainer.modelcard.seen import seen
from vscan_trainer.modelcard.speed import Speed, measure_speed
from vscan_trainer.modelcard.targets import Goal


@dataclass(frozen=True, slots=True)
class Figures:
    """`evaluations` and `reliability` by corpus; `pairs` counts them, `new_pairs` those of which no
    training file holds a side; `abstained` counts functions without odds by part; `sizes` are bytes by
    file."""

    card: ModelCard
    label: str
    previous: str
    goals: tuple[Goal, ...]
    evaluations: Mapping[str, Evaluation]
    reliability: Mapping[str, Reliability]
    pairs: int
    new_pairs: int
    abstained: Mapping[str, int]
    sizes: Mapping[str, int]
    speed: Speed | None
    efforts: tuple[Effort, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "model": self.label,
            "previous": self.previous,
            "goals": [goal.to_json() for goal in self.goals],
            "evaluations": {name: one.to_json() for name, one in self.evaluations.items()},
            "reliability": {name: asdict(one) for name, one in self.reliability.items()},
            "pairs": {"all": self.pairs, "new": self.new_pairs},
            "abstained": self.abstained,
            "sizes": self.sizes,
            "speed": None if self.speed is None else asdict(self.speed),
            "training": [asdict(effort) for effort in self.efforts],
        }


def measure(asked: Asked) -> Figures:
    """Raises VscanError."""
    folder = asked.model or bundled_model()
    card = ModelCard.load(folder)
    efforts = tuple(Effort.of(run) for run in asked.runs)
    sizes = {path.name: path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()}
    measured = {part.name: Measured.of(part, asked) for part in load_parts(asked.data)}
    corpora, pairs = {name: measured[name] for name in CORPORA}, measured[PAIRS]
    known = seen(pairs.part, asked.cache)
    new = ~(known[0::2] | known[1::2])
    hits = changed_lines(pairs_file(asked.data), asked.model)
    speed = measure_speed(asked.tree, asked.model) if asked.tree else None
    return Figures(
        card=card,
        label=pairs.scores.label,
        previous=pairs.previous.label if pairs.previous else "",
        goals=(
            *(goal for one in corpora.values() for goal in goals.ranking_goals(one, asked)),
            *goals.pairs_goals(pairs, new, asked),
            *map(goals.calibration_goal, corpora.values()),
            *([] if hits is None else [goals.lines_goal(hits, asked)]),
            goals.size_goal(sizes),
            goals.speed_goal(speed),
        ),
        evaluations={name: _evaluated(one, card, asked) for name, one in corpora.items()},
        reliability={name: Reliability.of(one.part, one.scores) for name, one in corpora.items()},
        pairs=len(new),
        new_pairs=int(new.sum()),
        abstained={name: one.abstained for name, one in measured.items()},
        sizes=sizes,
        speed=speed,
        efforts=efforts,
    )


def _evaluated(one: Measured, card: ModelCard, asked: Asked) -> Evaluation:
    return evaluate(
        one.scored,
        thresholds=card.points,
        chosen=dict.fromkeys(card.points, "the model card"),
        baselines=one.others,
        draws=asked.draws,
        seed=asked.seed,
    )
