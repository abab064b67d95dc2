"""What the mark `unfamiliar` catches: a model's novelty over functions of several kinds.

    python benchmarks/novelty.py primevul-valid.jsonl.xz curl=TREE python=FOLDER ...

The first argument is a corpus the model was not trained on, which all others are told apart from. The others
are corpora, or folders whose functions, in whatever language, are read as if they were C. Three kinds are
made up from the first corpus: random names for all but C's own words, shuffled tokens, random bytes.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sklearn.metrics import roc_auc_score

from vscan.discover import Candidate, read, walk
from vscan.domain import SourceFile, VscanError
from vscan.extract import extract
from vscan.features import feature_names
from vscan.metrics import METRICS
from vscan.scoring.base import load_parts
from vscan.scoring.card import ModelError, bundled_model
from vscan.settings import ScanSettings
from vscan_trainer.datasets import load

# What C and C++ themselves name; everything else is somebody's name.
_WORDS = re.compile(
    "auto|bool|break|case|char|class|const|continue|default|delete|do|double|else|enum|extern|false|float|for|goto|"
    "if|inline|int|long|namespace|new|NULL|private|public|register|return|short|signed|size_t|sizeof|static|"
    "struct|switch|template|this|true|typedef|union|unsigned|using|void|volatile|while"
)


def renamed(text: str, rng: random.Random) -> str:
    """Each identifier another one of as many random letters, the same wherever it stands."""
    names: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        word = match.group()
        letters = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=max(len(word), 3)))
        return word if _WORDS.fullmatch(word) else names.setdefault(word, letters)

    return re.sub(r"\b[A-Za-z_]\w*", name, text)


def shuffled(text: str, rng: random.Random) -> str:
    words = re.findall(r"\w+|[^\w\s]", text)
    rng.shuffle(words)
    return " ".join(words)


def noise(text: str, rng: random.Random) -> str:
    return rng.randbytes(len(text)).decode("latin-1")


def functions(path: Path) -> Iterator[str]:
    """Raises VscanError."""
    if path.is_file():
        yield from (row.text for row in load(path))
        return
    settings = ScanSettings(default_excludes=False, gitignore=False)
    candidates = (found for found in walk([path], settings) if isinstance(found, Candidate))
    for source in (read(candidate, settings) for candidate in candidates):
        if isinstance(source, SourceFile):
            yield from (function.text for function in extract(source))


def sample(texts: Iterator[str], size: int, rng: random.Random) -> list[str]:
    every = list(texts)
    return rng.sample(every, min(size, len(every)))


def measure(kinds: dict[str, list[str]], folder: Path) -> Table:
    """Raises ModelError."""
    card, tokenizer, wide, _ = load_parts(folder, feature_names(METRICS))
    if wide is None or card.novelty_bound is None:
        raise ModelError(f"{card.name} has no bound of novelty")

    def novelty(texts: list[str]) -> NDArray[np.float64]:
        return np.array([wide.novelty(tokenizer.encode(text)) for text in texts])

    found = {name: novelty(texts) for name, texts in kinds.items()}
    ordinary, *_ = found.values()
    table = Table("", "functions", "median", "ROC-AUC", "marked", title=f"bound {card.novelty_bound:.2f}")
    for name, values in found.items():
        truth = np.repeat([0, 1], [len(ordinary), len(values)])
        area = roc_auc_score(truth, np.concatenate([ordinary, values]))
        marked = np.mean(values > card.novelty_bound)
        table.add_row(name, f"{len(values):,}", f"{np.median(values):.2f}", f"{area:.2f}", f"{marked:.1%}")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ordinary", type=Path, help="a corpus that the model was not trained on")
    parser.add_argument("others", nargs="*", metavar="NAME=PATH", help="corpora, or folders of source")
    parser.add_argument("--model", type=Path, default=bundled_model())
    parser.add_argument("--size", type=int, default=2000, help="functions of each, at most (default: 2000)")
    options = parser.parse_args()
    rng = random.Random(42)  # noqa: S311 - nothing secret
    try:
        ordinary = sample(functions(options.ordinary), options.size, rng)
        kinds = {options.ordinary.name.partition(".")[0]: ordinary}
        for name, _, path in (other.partition("=") for other in options.others):
            kinds[name] = sample(functions(Path(path)), options.size, rng)
        for title, change in (("renamed", renamed), ("shuffled", shuffled), ("random bytes", noise)):
            kinds[title] = [change(text, rng) for text in ordinary]
        Console().print(measure(kinds, options.model))
    except VscanError as error:
        print(f"novelty: error: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
