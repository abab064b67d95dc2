"""What the installed `vscan score` says of a part, and scores kept for models to come."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from vscan.domain import VscanError
from vscan.scoring.card import ModelCard, bundled_model, model_digest
from vscan_trainer.evaluation.scored import Scored, ScoresError
from vscan_trainer.modelcard.parts import Part


class CommandError(VscanError):
    """The installed `vscan` failed."""


@dataclass(frozen=True, slots=True)
class ModelScores:
    """One part by one model: `model` is its name and date, `digest` its content's, `functions` the part's;
    `prior` is the prevalence at which the odds hold; `probabilities` (n,) are NaN where it abstains."""

    model: str
    digest: str
    prior: float
    functions: str
    probabilities: NDArray[np.float32]

    @property
    def label(self) -> str:
        """Tells apart models of one name and day."""
        return f"{self.model} ({self.digest[:8]})"

    @property
    def known(self) -> NDArray[np.bool_]:
        """Where there are odds, (n,)."""
        return ~np.isnan(self.probabilities)

    def of(self, part: Part) -> Scored:
        """What has no odds ranks last: nobody is told to read it. Raises ScoresError."""
        if self.functions != part.digest:
            raise ScoresError(f"{self.model}: scores of other functions than those of {part.name}")
        return part.scored(np.nan_to_num(self.probabilities, nan=0.0).astype(np.float64))

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, **{field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def load(cls, path: Path) -> ModelScores:
        """Raises ScoresError."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                return cls(
                    model=str(arrays["model"]),
                    digest=str(arrays["digest"]),
                    prior=float(arrays["prior"]),
                    functions=str(arrays["functions"]),
                    probabilities=arrays["probabilities"],
                )
        except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
            raise ScoresError(f"cannot read the scores in {path}: {error}") from error


def score_part(part: Part, model: Path | None, keep: Path | None) -> ModelScores:
    """Of the model in a directory, or of the bundled one. `keep` is where this model's scores of the same
    functions stand already, or shall stand. Raises ModelError, CommandError, ScoresError."""
    folder = model or bundled_model()
    card, digest = ModelCard.load(folder), model_digest(folder)
    path = keep / f"{part.name}.npz" if keep else None
    if path and path.exists():
        kept = ModelScores.load(path)
        if (kept.digest, kept.functions) == (digest, part.digest):
            return kept
    texts = [row.text for row in part.rows]
    name = f"{card.name}, {card.created}"
    scores = ModelScores(name, digest, card.fusion.prior, part.digest, _probabilities(texts, model))
    if path:
        scores.save(path)
    return scores


def vscan_command(*arguments: str) -> list[str]:
    """The console script beside this Python."""
    return [str(Path(sys.executable).with_name("vscan")), *arguments]


def _probabilities(texts: Sequence[str], model: Path | None) -> NDArray[np.float32]:
    with tempfile.TemporaryDirectory() as scratch:
        source, target = Path(scratch, "functions.jsonl"), Path(scratch, "scores.jsonl")
        lines = (json.dumps({"func": text}) + "\n" for text in texts)
        source.write_text("".join(lines), encoding="utf-8")
        chosen = ["--model", str(model)] if model else []
        command = vscan_command("score", str(source), "--output", str(target), *chosen)
        done = subprocess.run(command, check=False)  # noqa: S603
        if done.returncode:
            raise CommandError(f"vscan score failed on {len(texts):,} functions, see above")
        with target.open(encoding="utf-8") as scored:
            found = [json.loads(line)["probability"] for line in scored]
    return np.array(found, dtype=np.float32)
