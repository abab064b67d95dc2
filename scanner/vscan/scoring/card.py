"""The model card: what a model directory says of itself, read before anything is scored."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, field
from pathlib import Path
from typing import Any

from vscan.domain import Confidence, VscanError
from vscan.scoring.window import Window

FORMAT = 2
CARD = "card.json"


class ModelError(VscanError):
    """A model directory is missing, incomplete, or made for another version of vscan."""


@dataclass(frozen=True, slots=True)
class Expert:
    """Calibrated log-odds in one corpus' sense of "vulnerable", at the card's prior:
    bias + deep * encoder logit + wide * n-gram logit + trees * logit of the trees + unfixed * the logit of
    the n-grams that tell what stood before a fix from what it left, fitted on held-out functions."""

    corpus: str
    deep: float
    wide: float
    bias: float
    trees: float = 0.0
    unfixed: float = 0.0

    def log_odds(self, deep: float, wide: float, trees: float, unfixed: float) -> float:
        told = self.deep * deep + self.wide * wide + self.trees * trees + self.unfixed * unfixed
        return self.bias + told

    @property
    def ngrams(self) -> float:
        """What the n-gram logit weighs, by itself and through the trees, which read it and rise with it."""
        return self.wide + self.trees


@dataclass(frozen=True, slots=True)
class Fusion:
    """One expert; or two, mixed in log-odds by how much a function reads like the special one's corpus:
    the gate is the sigmoid of gate_bias + gate_scale * the third n-gram logit. The last n-gram logit is
    that of what stood before a fix, where experts weigh it. `prior` is the prevalence at which the odds
    hold."""

    general: Expert
    special: Expert | None
    gate_scale: float
    gate_bias: float
    prior: float

    def probability(
        self, deep: Sequence[float], wide: Sequence[float], trees: Sequence[float] = (0.0, 0.0)
    ) -> float:
        """`deep` (general, special), `wide` (general, special, gate, unfixed) and `trees` (general, special)
        logits -> probability; what belongs to an expert that is not there is not read, nor is `wide` in a
        model without n-grams."""
        general = self.general.log_odds(deep[0], wide[0], trees[0], wide[-1])
        if self.special is None:
            return _sigmoid(general)
        gate = self._gate(wide)
        special = self.special.log_odds(deep[1], wide[1], trees[1], wide[-1])
        return _sigmoid((1 - gate) * general + gate * special)

    def ngram_weights(self, wide: Sequence[float]) -> list[float]:
        """What each n-gram logit weighs in the log-odds of a function of these `wide`; the gate's, which only
        says who speaks, nothing."""
        gate = 0.0 if self.special is None else self._gate(wide)
        weights = [0.0] * len(wide)
        for place, (share, expert) in enumerate(zip((1 - gate, gate), self.experts, strict=False)):
            weights[place] += share * expert.ngrams
            weights[-1] += share * expert.unfixed
        return weights

    def _gate(self, wide: Sequence[float]) -> float:
        """How much the special expert counts, 0 to 1."""
        return _sigmoid(self.gate_bias + self.gate_scale * wide[2])

    @property
    def experts(self) -> list[Expert]:
        return [self.general] if self.special is None else [self.general, self.special]

    @property
    def reads_ngrams(self) -> bool:
        return any(expert.wide or expert.trees or expert.unfixed for expert in self.experts)

    @property
    def reads_trees(self) -> bool:
        return any(expert.trees for expert in self.experts)


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-min(max(x, -30.0), 30.0)))


@dataclass(frozen=True, slots=True)
class ModelCard:
    """`window` is what the encoder sees of a function; `features` are the vector's names with their
    `mean` and `std` over the training functions, none where the model reads no features;
    `points` are operating points by name; `curve` has falling thresholds, each with the false-positive
    rate and the recall that held-out functions showed; `percentiles` say, by metric, the values that 90,
    95 and 99 % of ordinary functions stay below. A function of fewer than `tiny_tokens` tokens, or of a
    novelty over `novelty_bound` (`Wide.novelty`; None judges none), is too little or too strange to judge.
    `deep_range` has the lowest, usual and highest encoder logit, one row an expert; without it the encoder
    reads every function. `rules` are those whose hits the features count, with their confidence then: rules
    that came later must not move the odds."""

    name: str
    created: str
    languages: tuple[str, ...]
    window: Window
    pretokenizer: str
    strip_comments: bool
    features: tuple[str, ...]
    mean: tuple[float, ...]
    std: tuple[float, ...]
    fusion: Fusion
    points: dict[str, float]
    default_point: str
    percentiles: dict[str, tuple[float, float, float]]
    curve: tuple[tuple[float, float, float], ...] = ()
    tiny_tokens: int = 0
    novelty_bound: float | None = None
    deep_range: tuple[tuple[float, float, float], ...] = ()
    rules: dict[str, str] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
    format: int = FORMAT

    @property
    def threshold(self) -> float:
        return self.points[self.default_point]

    def settled(self, wide: Sequence[float], trees: Sequence[float]) -> bool:
        """Whether no encoder logit within `deep_range` lifts the odds to the default operating point."""
        if not self.deep_range:
            return False
        corners = itertools.product(*((low, high) for low, _, high in self.deep_range))
        return max(self.fusion.probability(corner, wide, trees) for corner in corners) < self.threshold

    @property
    def usual_deep(self) -> tuple[float, ...]:
        """(experts,) what stands for the encoder's logits where they settle nothing."""
        return tuple(usual for _, usual, _ in self.deep_range)

    @property
    def rule_confidences(self) -> dict[str, Confidence]:
        return {rule: Confidence.parse(label) for rule, label in self.rules.items()}

    def save(self, folder: Path) -> None:
        text = json.dumps(asdict(self), indent=2, sort_keys=True) + "\n"
        (folder / CARD).write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> ModelCard:
        """Raises ModelError."""
        if not folder.is_dir():
            raise ModelError(f"no model directory at {folder}")
        try:
            raw = json.loads((folder / CARD).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ModelError(f"{folder} holds no {CARD}: not a vscan model") from None
        except (OSError, ValueError, RecursionError) as error:
            raise ModelError(f"cannot read {folder / CARD}: {error}") from error
        if not isinstance(raw, dict) or raw.get("format") != FORMAT:
            raise ModelError(f"{folder / CARD} is not a model card of format {FORMAT}")
        try:
            lists = ("languages", "features", "mean", "std", "limits")
            raw.update({key: tuple(raw[key]) for key in lists})
            raw["percentiles"] = {name: tuple(values) for name, values in raw["percentiles"].items()}
            raw.update({key: tuple(map(tuple, raw.get(key, ()))) for key in ("curve", "deep_range")})
            fusion = raw["fusion"]
            fusion["general"] = Expert(**fusion["general"])
            fusion["special"] = None if fusion["special"] is None else Expert(**fusion["special"])
            raw["fusion"] = Fusion(**fusion)
            raw["window"] = Window(**raw["window"])
            card = cls(**raw)
            problem = _problem(card)
        except (KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"{folder / CARD} is not a model card: {error}") from error
        if problem:
            raise ModelError(f"{folder / CARD}: {problem}")
        return card


def _problem(card: ModelCard) -> str:
    """What a card of the right shape gets wrong, or nothing."""
    fusion = card.fusion
    numbers = [*card.mean, *card.std, *card.points.values(), *itertools.chain(*card.percentiles.values())]
    numbers += [fusion.gate_scale, fusion.gate_bias, fusion.prior, card.tiny_tokens, card.novelty_bound or 0]
    numbers += itertools.chain(*card.curve, *card.deep_range)
    numbers += [n for expert in fusion.experts for n in astuple(expert)[1:]]
    if not all(isinstance(n, (int, float)) and math.isfinite(n) for n in numbers):
        return "something that should be a number is none"
    if not len(card.features) == len(card.mean) == len(card.std):
        return "features, mean and std differ in length"
    if not all(deviation > 0 for deviation in card.std):
        return "std must be positive"
    if problem := card.window.problem():
        return problem
    if any(len(values) != 3 for values in card.percentiles.values()):
        return "percentiles must be three a metric"
    if not 0 < fusion.prior < 1 or not all(0 <= p <= 1 for p in card.points.values()):
        return "prior and operating points must lie between 0 and 1"
    if card.deep_range and len(card.deep_range) != len(fusion.experts):
        return "the encoder's range must be given for each expert, or not at all"
    if not all(len(row) == 3 and row[0] <= row[1] <= row[2] for row in card.deep_range):
        return "the encoder's range must be threes that rise"
    if not _is_curve(card.curve):
        return "the curve must be threes between 0 and 1: falling thresholds, rates and recalls that rise"
    if not set(card.rules.values()) <= {confidence.label for confidence in Confidence}:
        return "rules must be given with their confidence"
    if card.default_point not in card.points:
        return f"no operating point {card.default_point!r}"
    return ""


def _is_curve(curve: tuple[tuple[float, ...], ...]) -> bool:
    threes = all(len(row) == 3 and all(0 <= n <= 1 for n in row) for row in curve)
    return threes and all(a[0] > b[0] and a[1] <= b[1] and a[2] <= b[2] for a, b in itertools.pairwise(curve))


def model_digest(folder: Path) -> str:
    """Names a model's content, for the cache. Raises ModelError."""
    digest = hashlib.sha256()
    try:
        for path in sorted(p for p in folder.iterdir() if p.is_file()):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    except OSError as error:
        raise ModelError(f"cannot read the model in {folder}: {error}") from error
    return digest.hexdigest()


def bundled_model() -> Path:
    """The model that comes with vscan."""
    return Path(__file__).resolve().parents[1] / "model"
