"""The encoder is asked only where it could change what is told."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

import models
from vscan.analyse import Analyser
from vscan.rulebook import Rulebook, builtin_rules
from vscan.scoring import Item, ModelCard, ModelError, open_model
from vscan.scoring.base import Floats, Ids, ModelScorer
from vscan.scoring.batching import Batching


@dataclass(frozen=True)
class Constant:
    """An encoder that says the same of all, and counts what it reads."""

    batching: ClassVar[Batching] = Batching()
    logits_of: tuple[float, float]
    read: list[int] = field(default_factory=list)

    def logits(self, ids: Ids, mask: Ids, features: Floats) -> Floats:
        self.read.append(len(ids))
        return np.tile(np.array(self.logits_of, dtype=np.float32), (len(ids), 1))


@pytest.fixture(scope="module")
def items() -> list[Item]:
    analyse = Analyser(Rulebook.load([builtin_rules()]))
    texts = [path.read_text("utf-8") for path in sorted(builtin_rules().glob("*/*.c"))][:16]
    return [Item(text, "c", analyse(text, "c")) for text in texts]


def ranged(model: Path, width: float, points: dict[str, float] | None = None) -> ModelScorer:
    """The scorer of a model whose encoder is said to stay within `width` of 0."""
    scorer = open_model("onnx", model, 1).scorer()
    assert isinstance(scorer, ModelScorer)
    card = replace(scorer.card, deep_range=((-width, 0.0, width),) * 2)
    if points:
        card = replace(card, points=points, default_point=next(iter(points)))
    return replace(scorer, card=card)


def odds(scorer: ModelScorer, items: list[Item], deep: tuple[float, float]) -> tuple[list[float], int]:
    encoder = Constant(deep)
    scores = replace(scorer, load=lambda: encoder).score(items)
    return [score.probability or 0.0 for score in scores], sum(encoder.read)


def whole(cascade: ModelScorer) -> ModelScorer:
    """The same, with an encoder that reads every function."""
    return replace(cascade, card=replace(cascade.card, deep_range=()))


@pytest.mark.parametrize("deep", [(-0.3, 0.3), (0.3, 0.3), (-0.3, -0.3), (0.0, 0.3)])
def test_what_reaches_the_default_point_is_told_as_if_all_were_read(model, items, deep):
    still, _ = odds(ranged(model, 0.0), items, (0.0, 0.0))
    cascade = ranged(model, 0.3, {"low-noise": sorted(still)[len(still) // 2]})
    fast, read = odds(cascade, items, deep)
    full, every = odds(whole(cascade), items, deep)
    assert 0 < read < len(items) == every
    point = cascade.card.threshold
    shown = [p >= point for p in full]
    assert [p >= point for p in fast] == shown
    assert [a for a, b in zip(fast, shown, strict=True) if b] == [a for a in full if a >= point]


def test_what_is_read_does_not_depend_on_what_the_encoder_says(model, items):
    cascade = ranged(model, 0.3)
    assert len({odds(cascade, items, deep)[1] for deep in ((0.3, 0.3), (-0.3, -0.3), (9.0, 9.0))}) == 1


def test_where_the_encoder_can_lift_the_odds_to_the_point_it_is_asked(model, items):
    fast, read = odds(ranged(model, 50.0), items, (3.0, -2.0))
    assert read == len(items)
    assert fast != odds(ranged(model, 50.0), items, (-3.0, 2.0))[0]


def test_a_point_that_nothing_reaches_settles_all(model, items):
    fast, read = odds(ranged(model, 0.0, {"never": 1.0}), items, (9.0, 9.0))
    assert read == 0
    assert fast == odds(whole(ranged(model, 0.0)), items, (0.0, 0.0))[0]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (((0.0, 0.0, 0.0),), "for each expert"),
        (((0.0, -1.0, 1.0),) * 2, "threes that rise"),
        (((0.0, 1.0),) * 2, "threes that rise"),
        (((0.0, 1.0, "2"),) * 2, "none"),
        (((0.0, 1.0, float("nan")),) * 2, "none"),
    ],
)
def test_a_card_with_another_range_is_refused(tmp_path, given, says):
    replace(models.card(), deep_range=given).save(tmp_path)
    with pytest.raises(ModelError, match=says):
        ModelCard.load(tmp_path)


def test_the_range_survives_the_card(tmp_path):
    given = ((-1.0, 0.0, 2.0), (0.5, 0.5, 0.5))
    replace(models.card(), deep_range=given).save(tmp_path)
    card = ModelCard.load(tmp_path)
    assert card.deep_range == given
    assert card.usual_deep == (0.0, 0.5)
