"""Inference as usual: a network of CodeBERT's size in transformers, fp32, padded to 512 tokens."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from performance.kept import Kept
from performance.process import part
from performance.tree import Tree

FUNCTIONS, BATCH = 32, 8


@dataclass(frozen=True, slots=True)
class Plain:
    """Seconds for all `functions`: `padded` to the whole window in batches, and `alone`, each in its own
    length. `tokens` is the mean of what was read of them."""

    functions: int
    tokens: float
    threads: int
    padded: float
    alone: float

    @property
    def rate(self) -> float:
        """Functions a second, padded."""
        return self.functions / self.padded


def run(kept: Kept, tree: Tree) -> Plain:
    return Plain(**kept.value("plain", tree.name, lambda: _measured(tree.root)))


def _measured(root: Path) -> dict[str, float]:
    done = subprocess.run(part("performance.plain", root), stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(words: Sequence[str]) -> None:
    """Prints what `run` reads."""
    import torch
    from codebert_step import LENGTH, network

    functions = _functions(Path(words[0]), LENGTH)
    torch.manual_seed(1)
    model = network().eval()  # type: ignore[no-untyped-call]
    padded = torch.ones((len(functions), LENGTH), dtype=torch.long)  # 1 is RoBERTa's padding
    for row, ids in zip(padded, functions, strict=True):
        row[: len(ids)] = torch.tensor(ids)
    with torch.inference_mode():
        model(input_ids=padded[:1, :8])
        started = time.perf_counter()
        for i in range(0, len(functions), BATCH):
            some = padded[i : i + BATCH]
            model(input_ids=some, attention_mask=(some != 1).long())
        whole = time.perf_counter()
        for ids in functions:
            model(input_ids=torch.tensor([ids]))
        alone = time.perf_counter() - whole
    found = {
        "functions": len(functions),
        "tokens": sum(map(len, functions)) / len(functions),
        "threads": torch.get_num_threads(),
        "padded": whole - started,
        "alone": alone,
    }
    print(json.dumps(found))


def _functions(root: Path, length: int) -> list[list[int]]:
    """Token ids of functions from all over a tree, at most `length` each. They are those of vscan's own
    tokenizer, whose vocabulary is smaller than CodeBERT's: functions come out a little longer."""
    from vscan.discover import Candidate, read, walk
    from vscan.domain import SourceFile
    from vscan.extract import extract
    from vscan.scoring.card import bundled_model
    from vscan.scoring.tokenizer import CodeTokenizer
    from vscan.settings import ScanSettings

    settings = ScanSettings(languages=("c", "cpp"))
    sources = (read(item, settings) for item in walk([root], settings) if isinstance(item, Candidate))
    found = [one.text for source in sources if isinstance(source, SourceFile) for one in extract(source)]
    step = max(len(found) // FUNCTIONS, 1)
    tokenizer = CodeTokenizer.load(bundled_model())
    return [tokenizer.encode(text)[:length].tolist() for text in found[::step][:FUNCTIONS]]
