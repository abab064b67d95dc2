"""Every setting of a fine-tuning run under its own name, and the presets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from vscan.domain import VscanError
from vscan.scoring.window import Window


class SettingsError(VscanError):
    """A setting lies outside its range, or contradicts another."""


CHOICES: dict[str, tuple[str, ...]] = {
    "window": ("head", "head-tail", "chunks"),
    "pooling": ("max", "mean"),
    "sampler": ("shuffle", "weighted"),
    "class_weights": ("none", "inverse"),
    "schedule": ("linear", "cosine", "constant"),
    "select": ("roc_auc", "average_precision", "f1"),
    "precision": ("auto", "fp32", "bf16"),
}

HELP: dict[str, str] = {
    "seed": "Of the head's first weights, the order and dropout.",
    "epochs": "Passes over the training functions.",
    "batch_size": "Functions a batch.",
    "accumulation": "Batches an optimizer step.",
    "learning_rate": "Of the head, at its highest, for a batch of 16.",
    "scale_rate": "Multiply the learning rate by the square root of batch size / 16.",
    "encoder_factor": "The encoder's part of the head's rate.",
    "layer_decay": "Each layer's part of the rate of the one above.",
    "schedule": "How the rate falls after the warm-up.",
    "warmup": "Part of the run in which the rate rises.",
    "weight_decay": "AdamW's.",
    "clip": "Largest norm of the gradient; 0 does not clip.",
    "dropout": "In encoder and head.",
    "label_smoothing": "Moves targets towards one half.",
    "sampler": "weighted draws both classes equally often.",
    "class_weights": "inverse weights the loss by inverse frequency.",
    "weight_multiplier": "What a vulnerable function weighs in the loss, times.",
    "focal_loss": "Weigh down what is already right.",
    "focal_gamma": "How much, with --focal-loss.",
    "negatives": "At most so many functions that are not vulnerable for each that is, drawn afresh each "
    "epoch; 0 keeps all.",
    "use_code_features": "Give the head the metrics and rule hits.",
    "ngrams": "Hash bits of an n-gram part beside the encoder, 8 to 24; 0 leaves it out.",
    "ngram_strength": "Its inverse regularisation; once, or once a corpus.",
    "calibrate": "Calibrate the validation scores, each half by the other.",
    "strip_comments": "Leave comments out.",
    "length": "Tokens the encoder sees at once.",
    "window": "What it sees of a longer function.",
    "overlap": "Tokens that neighbouring chunks share.",
    "chunks": "Most chunks of a function.",
    "pooling": "Over a function's chunks.",
    "layers": "Keep the encoder's first so many; 0 keeps all.",
    "average_decay": "Evaluate and keep a moving average of the weights; 0 is off.",
    "select": "The validation figure that chooses the epoch; f1 is at even odds.",
    "patience": "Stop after so many epochs without a better one; 0 never.",
    "precision": "auto is bf16 where the GPU has it.",
}


@dataclass(frozen=True, slots=True)
class FitSettings:
    """The defaults are those of the corrected recipe for a full-size RoBERTa checkpoint.

    Balancing: `sampler` weighted draws both classes equally often, with replacement; `class_weights`
    inverse weights the loss by inverse frequency; `weight_multiplier` multiplies what a vulnerable
    function weighs in the loss. `negatives` keeps at most so many functions that are not vulnerable
    for each that is, drawn afresh every epoch; 0 keeps all.

    Rates: the head learns at `learning_rate` times the square root of `batch_size` / 16 (unless
    `scale_rate` is off), the encoder at `encoder_factor` of that, and each layer below the last at
    `layer_decay` of the one above.

    Long functions: `window` says what the encoder sees of a function of over `length` tokens: its
    head, head and tail, or up to `chunks` chunks that overlap by `overlap` tokens and whose logits
    are pooled. `layers` keeps the encoder's first so many; 0 all.

    `ngrams` adds the n-gram part of 2 to this many hash buckets, joined to the encoder at calibration;
    0 leaves it out. `ngram_strength` is its inverse regularisation, one for all corpora or one each.
    `average_decay` keeps a moving average of the weights, and that is what is evaluated and saved; 0 is
    off. `patience` stops after so many epochs without a better one; 0 never.
    """

    seed: int = 42
    epochs: int = 10
    batch_size: int = 32
    accumulation: int = 1
    learning_rate: float = 2e-5
    scale_rate: bool = True
    encoder_factor: float = 1.0
    layer_decay: float = 1.0
    schedule: str = "linear"
    warmup: float = 0.06
    weight_decay: float = 0.01
    clip: float = 1.0
    dropout: float = 0.1
    label_smoothing: float = 0.0
    sampler: str = "shuffle"
    class_weights: str = "none"
    weight_multiplier: float = 1.0
    focal_loss: bool = False
    focal_gamma: float = 2.0
    negatives: float = 0.0
    use_code_features: bool = True
    ngrams: int = 0
    ngram_strength: tuple[float, ...] = (1.5,)
    calibrate: bool = True
    strip_comments: bool = True
    length: int = 512
    window: str = "head-tail"
    overlap: int = 64
    chunks: int = 4
    pooling: str = "max"
    layers: int = 0
    average_decay: float = 0.0
    select: str = "roc_auc"
    patience: int = 0
    precision: str = "auto"

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                raise SettingsError(f"{name} is {getattr(self, name)!r}, not one of {', '.join(choices)}")
        for name in ("epochs", "batch_size", "accumulation", "learning_rate", "weight_multiplier", "chunks"):
            if not getattr(self, name) > 0:
                raise SettingsError(f"{name} must be above 0")
        for name in ("dropout", "label_smoothing", "warmup", "average_decay"):
            if not 0 <= getattr(self, name) < 1:
                raise SettingsError(f"{name} must be 0 or more and below 1")
        if self.ngrams and not 8 <= self.ngrams <= 24:
            raise SettingsError("ngrams must be 0, or 8 to 24")
        if self.ngrams and not self.calibrate:
            raise SettingsError(
                "n-grams are joined to the encoder at calibration: --calibrate, or --ngrams 0"
            )
        if not self.ngram_strength or min(self.ngram_strength) <= 0:
            raise SettingsError("ngram_strength must be above 0")
        if self.length < 8:
            raise SettingsError("length must be 8 tokens or more")
        if self.window == "chunks" and not 0 <= self.overlap <= (self.length - 2) // 2:
            raise SettingsError("overlap must be at most half of length")

    @property
    def view(self) -> Window:
        """What the encoder sees of a function."""
        if self.window != "chunks":
            return Window(self.length, self.window)
        return Window(self.length, self.window, self.overlap, self.chunks, self.pooling)

    @property
    def head_rate(self) -> float:
        scale = (self.batch_size / 16) ** 0.5 if self.scale_rate else 1.0
        return self.learning_rate * scale

    @property
    def encoder_rate(self) -> float:
        return self.head_rate * self.encoder_factor

    @classmethod
    def of(cls, preset: str, changes: Mapping[str, Any]) -> FitSettings:
        """A preset with some settings changed. Raises SettingsError, also for unknown names."""
        unknown = set(changes) - {field.name for field in fields(cls)}
        if unknown:
            raise SettingsError(f"no setting is called {', '.join(sorted(unknown))}")
        merged = {**PRESETS[preset], **changes}
        if "ngram_strength" in merged:
            merged["ngram_strength"] = tuple(merged["ngram_strength"])
        return cls(**merged)

    def changed(self) -> dict[str, Any]:
        """What differs from the defaults."""
        return {k: v for k, v in asdict(self).items() if v != getattr(FitSettings(), k)}


# The record's runs balance three times over (sampler, class weights, multiplier), train the encoder
# at a tenth of the head's rate and choose the epoch by F1 at a threshold of one half.
_RECORD: dict[str, Any] = {
    "accumulation": 2,
    "encoder_factor": 0.1,
    "label_smoothing": 0.05,
    "sampler": "weighted",
    "class_weights": "inverse",
    "use_code_features": False,
    "strip_comments": False,
    "window": "head",
    "select": "f1",
    "calibrate": False,
}

# A small encoder learns at a higher rate, in fewer passes, and n-grams know what it misses.
_COMPACT: dict[str, Any] = {"epochs": 3, "learning_rate": 5e-4, "length": 256, "ngrams": 18}

PRESETS: dict[str, dict[str, Any]] = {
    "corrected": {},
    "compact": _COMPACT,
    "production": {**_RECORD, "epochs": 10, "batch_size": 32, "weight_multiplier": 1.6},
    "balanced": {**_RECORD, "epochs": 8, "batch_size": 24, "weight_multiplier": 1.5},
}
