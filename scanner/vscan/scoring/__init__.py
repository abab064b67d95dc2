"""Scorers by name, and the model that a scan uses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vscan.domain import Score
from vscan.scoring.card import ModelCard, ModelError, bundled_model, model_digest
from vscan.scoring.items import NO_MODEL, OTHER_LANGUAGE, Item, Scorer
from vscan.scoring.points import OperatingPoint

if TYPE_CHECKING:
    from vscan.scoring.base import Encoder
    from vscan.scoring.influence import NgramLines
    from vscan.scoring.tokenizer import CodeTokenizer
    from vscan.scoring.trees import Trees
    from vscan.scoring.wide import Wide

__all__ = ["SCORERS", "Item", "Model", "ModelCard", "ModelError", "OperatingPoint", "Scorer", "open_model"]


def _onnx(folder: Path, threads: int) -> Encoder:
    from vscan.scoring.onnx import OnnxEncoder

    return OnnxEncoder.load(folder, threads)


def _torch(folder: Path, threads: int) -> Encoder:
    try:
        from vscan.scoring.torch import TorchEncoder
    except ImportError as error:
        raise ModelError(
            f"the torch scorer needs the extra: pip install '.[torch]' in vscan's checkout ({error})"
        ) from None
    return TorchEncoder.load(folder, threads)


SCORERS: dict[str, Callable[[Path, int], Encoder] | None] = {"onnx": _onnx, "torch": _torch, "none": None}


@dataclass(frozen=True)
class Model:
    """What a scan knows of its model before it loads it: reading the card is cheap, loading is not."""

    name: str
    folder: Path
    card: ModelCard | None
    digest: str
    threads: int = 0

    def knows(self, language: str) -> bool:
        return self.card is not None and language in self.card.languages

    @property
    def abstention(self) -> str:
        """Why a function in a language that the model does not know has no odds."""
        return OTHER_LANGUAGE if self.card else NO_MODEL

    def _encoder(self) -> Encoder:
        load = SCORERS[self.name]
        if load is None:
            raise ModelError(NO_MODEL)
        return load(self.folder, self.threads)

    def scorer(self) -> Scorer:
        """Loads what reads every function; the encoder comes with the first that needs it. Raises
        ModelError."""
        if self.card is None:
            return _Abstainer()
        from vscan.scoring.base import ModelScorer

        return ModelScorer(*self._parts(), self._encoder)

    def lines(self) -> NgramLines | None:
        """What says which lines raised the odds; the encoder stays where it is. None for a model without
        n-grams. Raises ModelError."""
        if self.card is None:
            return None
        from vscan.scoring.influence import NgramLines

        card, tokenizer, wide, _ = self._parts()
        return NgramLines(tokenizer, wide, card.fusion) if wide else None

    def _parts(self) -> tuple[ModelCard, CodeTokenizer, Wide | None, Trees | None]:
        from vscan.features import feature_names
        from vscan.metrics import METRICS
        from vscan.scoring.base import load_parts

        return load_parts(self.folder, feature_names(METRICS))


@dataclass(frozen=True, slots=True)
class _Abstainer:
    def score(self, items: Sequence[Item]) -> list[Score]:
        return [Score(None, NO_MODEL)] * len(items)


def open_model(scorer: str, folder: Path | None, threads: int = 0) -> Model:
    """The named scorer's model; `folder` None is the bundled one. Raises ModelError."""
    if SCORERS[scorer] is None:
        return Model(scorer, Path(), None, "none")
    folder = folder or bundled_model()
    card = ModelCard.load(folder)
    return Model(scorer, folder, card, f"{scorer}:{model_digest(folder)}", threads)
