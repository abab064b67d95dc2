"""How often a line that a fix changed is among those that are named as influence.

    python benchmarks/influence.py DATA [--model DIR]
    python benchmarks/influence.py DATA --occlusion      also what leaving out a line does; takes minutes
    python benchmarks/influence.py DATA --seen FILE...   also apart, by whether the training files hold it

DATA holds sven-train.jsonl.xz, as docs/data.md names it. Measured on its C and C++ functions of
which the fix deleted or changed a line; their candidate lines are those with code on them.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from vscan.analyse import Analyser
from vscan.domain import VscanError
from vscan.features import feature_vector
from vscan.languages import guess_c_or_cpp
from vscan.rulebook import Rulebook, builtin_rules
from vscan.scoring import Item, ModelError, open_model
from vscan.scoring.base import ModelScorer
from vscan.scoring.influence import NgramLines
from vscan.scoring.tokenizer import strip_comments
from vscan_trainer import datasets
from vscan_trainer.datasets.files import read_records

TOPS = (1, 3, 5)
OCCLUDED = 24
OURS, LONGEST = "n-grams, as vscan names them", "longest, in tokens"
CALL = re.compile(r"\b(?!(?:if|for|while|switch|return|sizeof)\b)\w+\s*\(")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A function before its fix. Arrays by line, (lines + 1,), have line n at n: `tokens` on it, and what it
    is worth to each method in `worth`; `candidates` are the lines that may be named, `changed` by the fix."""

    item: Item
    odds: float
    candidates: NDArray[np.int64]
    changed: frozenset[int]
    worth: Mapping[str, Floats]

    def found(self, method: str, top: int) -> bool:
        """Of equal lines the first one counts."""
        best = np.argsort(-self.worth[method][self.candidates], kind="stable")[:top]
        return bool(self.changed & set(self.candidates[best].tolist()))

    def by_chance(self, top: int) -> float:
        """The chance that random candidates hold a changed line."""
        lines, hits = len(self.candidates), len(self.changed & set(self.candidates.tolist()))
        return 1 - math.comb(lines - hits, top) / math.comb(lines, top) if lines > top else float(hits > 0)


def pairs(folder: Path) -> Iterator[tuple[str, frozenset[int]]]:
    for _, record in read_records(folder / "sven-train.jsonl.xz"):
        changed = frozenset(change["line_no"] for change in record["line_changes"]["deleted"])
        if changed and not record["file_name"].endswith(".py"):
            yield record["func_src_before"], changed


def cases(folder: Path, model: Path | None, occlusion: bool) -> tuple[list[Case], NgramLines, float]:
    """With the model's n-grams and its threshold. Raises DatasetError, ModelError."""
    rulebook = Rulebook.load([builtin_rules()])
    opened = open_model("onnx", model)
    scorer, lines = opened.scorer(), opened.lines()
    if not isinstance(scorer, ModelScorer) or lines is None:
        raise ModelError("the model has no n-grams")
    analyse, found = Analyser(rulebook), []
    console = Console(stderr=True)
    for text, changed in track([*pairs(folder)], console=console, disable=not console.is_terminal):
        language = guess_c_or_cpp(text)
        item = Item(text, language, analyse(text, language))
        (score,) = scorer.score([item])
        worth = {**simple(item, lines), OURS: lines.by_line(text)}
        if occlusion:
            worth |= occluded(item, scorer, lines)
        candidates = np.unique(lines.tokenizer.encode_with_lines(text)[1])
        found.append(Case(item, score.probability or 0.0, candidates, changed, worth))
    return found, lines, scorer.card.threshold


def simple(item: Item, lines: NgramLines) -> dict[str, Floats]:
    """What needs no model. Ties of calls and rules are broken by length."""
    texts = ["", *item.text.split("\n")]
    tokens = np.bincount(lines.tokenizer.encode_with_lines(item.text)[1], minlength=len(texts))
    calls = np.array([len(CALL.findall(line)) for line in texts])
    hits = np.zeros(len(texts))
    for match in item.analysis.matches:
        hits[match.start_line : match.end_line + 1] += 1
    shorter = tokens / (tokens.max() + 1)
    return {LONGEST: tokens, "most calls": calls + shorter, "most rule hits": hits + shorter}


def occluded(item: Item, scorer: ModelScorer, lines: NgramLines) -> dict[str, Floats]:
    """What the log-odds lose without a line: through the encoder alone, and through the whole model. For
    the lines that the n-grams like best; the features stay as they are."""
    ids, line_of = lines.tokenizer.encode_with_lines(item.text)
    first = np.argsort(-lines.by_line(item.text), kind="stable")
    tried = [n for n in first.tolist() if n in line_of][:OCCLUDED]
    variants = [ids, *(ids[line_of != n] for n in tried)]
    raw = feature_vector(item.analysis, scorer.card.rule_confidences)[None].repeat(len(variants), axis=0)
    deep = scorer.deep_logits(variants, scorer.normalise(raw)).tolist()
    wide = np.stack([lines.wide.score(variant) for variant in variants])
    worth = {}
    for name, heads in (("encoder", wide[:1].repeat(len(wide), axis=0)), ("whole model", wide)):
        trees = scorer.trees_logits(heads, raw)
        rows = zip(deep, heads.tolist(), trees.tolist(), strict=True)
        told = np.array([lines.fusion.probability(*row) for row in rows])
        odds = np.log(told / (1 - told))
        lost = np.full(item.text.count("\n") + 2, -np.inf)
        lost[tried] = odds[0] - odds[1:]
        worth[f"{name} without the line"] = lost
    return worth


def print_methods(found: Sequence[Case]) -> None:
    chance = np.array([case.by_chance(3) for case in found])
    print("| lines | top 1 | top 3 | top 5 | to random | 95 % |\n| --- | ---: | ---: | ---: | ---: | --- |")
    shares = " | ".join(f"{np.mean([case.by_chance(top) for case in found]):.3f}" for top in TOPS)
    print(f"| random (exact expectation) | {shares} | 1.00 | |")
    for method in found[0].worth:
        told = {top: np.array([case.found(method, top) for case in found]) for top in TOPS}
        shares = " | ".join(f"{told[top].mean():.3f}" for top in TOPS)
        low, high = interval(told[3], chance)
        ratio = told[3].mean() / chance.mean()
        print(f"| {method} | {shares} | {ratio:.2f} | {low:.2f} to {high:.2f} |")
    ours, longest = (np.array([case.found(method, 3) for case in found]) for method in (OURS, LONGEST))
    low, high = interval(ours, longest)
    ratio = ours.mean() / longest.mean()
    print(f"\nTo the longest lines, top 3: {ratio:.2f} (95 %: {low:.2f} to {high:.2f})")


def interval(told: NDArray[np.bool_], other: NDArray[Any]) -> tuple[float, float]:
    """Of the ratio of their means, by bootstrap over functions."""
    draws = np.random.default_rng(42).integers(0, len(told), (2000, len(told)))
    low, high = np.quantile(told[draws].mean(axis=1) / other[draws].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)


def print_groups(found: Sequence[Case], groups: Mapping[str, Callable[[Case], bool]]) -> None:
    """The named lines against random ones, top 3."""
    print("\n| functions | number | random | n-grams | ratio |\n| --- | ---: | ---: | ---: | ---: |")
    for name, belongs in groups.items():
        if some := [case for case in found if belongs(case)]:
            chance = np.mean([case.by_chance(3) for case in some])
            told = np.mean([case.found(OURS, 3) for case in some])
            print(f"| {name} | {len(some)} | {chance:.3f} | {told:.3f} | {told / chance:.2f} |")


def bare(text: str) -> str:
    return "".join(strip_comments(text).split())


def main() -> None:
    parser = argparse.ArgumentParser(description="Lines named as influence against those that fixes changed.")
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", type=Path, metavar="DIR", help="instead of the bundled one")
    parser.add_argument("--occlusion", action="store_true", help="also leave out line after line")
    parser.add_argument("--seen", type=Path, nargs="+", default=[], metavar="FILE", help="of the training")
    arguments = parser.parse_args()
    found, lines, threshold = cases(arguments.data, arguments.model, arguments.occlusion)
    started = time.process_time()
    for case in found:
        lines.influence(case.item.text)
    cost = (time.process_time() - started) / len(found)
    tokens = np.mean([len(lines.tokenizer.encode(case.item.text)) for case in found])
    print(f"{len(found)} functions; {1000 * cost:.1f} ms of CPU for one of {tokens:,.0f} tokens on average\n")
    print_methods(found)
    groups: dict[str, Callable[[Case], bool]] = {
        f"odds of {threshold:.1%} or more": lambda case: case.odds >= threshold,
        "up to 25 lines": lambda case: len(case.candidates) <= 25,
        "26 to 60 lines": lambda case: 25 < len(case.candidates) <= 60,
        "61 to 120 lines": lambda case: 60 < len(case.candidates) <= 120,
        "over 120 lines": lambda case: len(case.candidates) > 120,
    }
    if seen := {bare(row.text) for path in arguments.seen for row in datasets.load(path)}:
        groups["in the training files"] = lambda case: bare(case.item.text) in seen
        groups["not in the training files"] = lambda case: bare(case.item.text) not in seen
    print_groups(found, groups)


if __name__ == "__main__":
    try:
        main()
    except VscanError as error:
        sys.exit(f"influence: error: {error}")
