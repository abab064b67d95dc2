"""Functions a second of the torch scorer, each of its means by itself, against ONNX int8 on the processor.

    python benchmarks/gpu_scorer.py TREE [--functions 512] [--width 768 --depth 12] [--peak TFLOPS]

All rows read the same windows of functions of TREE, spread over it, or of random tokens without a TREE. The
network has random weights, CodeBERT's size by default. The first pass over the windows, in which torch
compiles, is told apart; the rate is that of the best of the later ones. Batches are those the scorer
chooses. `--peak` is what the device computes at best in bf16, in 10^12 operations a second: it gives the
share of it that the network's own operations come to, padding left out. Where there is no CUDA, torch is
measured in fp32 alone.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

if TYPE_CHECKING:
    from rich.table import Table

    from vscan.scoring.base import Encoder, Floats, Ids
    from vscan.scoring.tokenizer import CodeTokenizer
    from vscan.scoring.torch import FunctionNetwork
    from vscan.scoring.torch.way import Way

LENGTH, HEAD = 512, 64


@dataclass(frozen=True, slots=True)
class Row:
    """Seconds of a first pass over all windows, and of the best later one; `batch` is how many padded tokens
    a batch may hold after them."""

    name: str
    batch: int
    first: float
    best: float
    logits: Floats


@dataclass(frozen=True, slots=True)
class Work:
    """What every row computes."""

    windows: list[Ids]
    width: int
    depth: int

    @property
    def tokens(self) -> int:
        return sum(map(len, self.windows))

    @property
    def operations(self) -> float:
        """Two for each multiply-add of the encoder's layers on real tokens: its matrices, and attention."""
        matrices = 12 * self.width**2 * self.tokens
        attention = 2 * self.width * sum(len(window) ** 2 for window in self.windows)
        return 2.0 * self.depth * (matrices + attention)


def random_windows(count: int, tokenizer: CodeTokenizer) -> list[Ids]:
    """Of lengths that spread evenly up to the longest."""
    random = np.random.default_rng(1)
    lengths = random.integers(8, LENGTH + 1, count)
    return [random.integers(5, tokenizer.size, length).astype(np.int32) for length in lengths]


def tree_windows(root: Path, count: int, tokenizer: CodeTokenizer) -> list[Ids]:
    from vscan.discover import Candidate, read, walk
    from vscan.domain import SourceFile
    from vscan.extract import extract
    from vscan.scoring.window import Window
    from vscan.settings import ScanSettings

    settings = ScanSettings(languages=("c", "cpp"))
    sources = (read(item, settings) for item in walk([root], settings) if isinstance(item, Candidate))
    texts = [one.text for source in sources if isinstance(source, SourceFile) for one in extract(source)]
    if not texts:
        raise click.UsageError(f"there are no functions of C or C++ in {root}")
    step = max(len(texts) // count, 1)
    window = Window(LENGTH)
    return [window.cut(tokenizer.encode(text), tokenizer)[0] for text in texts[::step][:count]]


def random_network(tokenizer: CodeTokenizer, width: int, depth: int) -> FunctionNetwork:
    import torch
    from transformers import RobertaModel

    from vscan.scoring.torch import FunctionNetwork
    from vscan_trainer.compact import compact_config

    torch.manual_seed(1)
    config = compact_config(tokenizer, layers=depth, width=width, heads=width // HEAD)
    return FunctionNetwork(RobertaModel(config, add_pooling_layer=False), 0, 1).eval()


def torch_ways(device: str) -> dict[str, Way]:
    """Each means added to those before it, "compiled" in bf16 as well; without buckets and with."""
    from vscan.scoring.torch.way import BUCKET, Way

    plain = {"fp32": Way(device)}
    if device == "cuda":
        bf16 = Way(device, bf16=True)
        plain |= {"bf16": bf16, "compiled": replace(bf16, compiled=True)}
    return {
        f"{name} + buckets" if bucket else name: replace(way, bucket=bucket)
        for name, way in plain.items()
        for bucket in (0, BUCKET)
    }


def measure(
    work: Work, tokenizer: CodeTokenizer, device: str, repeats: int
) -> tuple[list[Row], dict[str, str]]:
    """The rows, ONNX first and torch's plainest second; and why others could not be had."""
    from vscan.scoring.onnx import OnnxEncoder
    from vscan.scoring.torch import TorchEncoder
    from vscan_trainer.export import export_onnx

    network = random_network(tokenizer, work.width, work.depth)
    with tempfile.TemporaryDirectory() as folder:
        export_onnx(network, 0, Path(folder))
        onnx = OnnxEncoder.load(Path(folder), 0)
    rows, failures = [_timed("ONNX int8, CPU", onnx, work, tokenizer.pad, repeats)], {}
    for name, way in torch_ways(device).items():
        try:
            encoder = TorchEncoder(network, [way])
            rows.append(_timed(name, encoder, work, tokenizer.pad, repeats))
        except RuntimeError as error:
            failures[name] = str(error).strip().split("\n")[0]
    return rows, failures


def _timed(name: str, encoder: Encoder, work: Work, pad: int, repeats: int) -> Row:
    from vscan.scoring.base import encode_windows

    features = np.zeros((len(work.windows), 0), dtype=np.float32)
    times = []
    for _ in range(1 + repeats):
        started = time.perf_counter()
        logits = encode_windows(encoder, work.windows, features, pad)
        times.append(time.perf_counter() - started)
    return Row(name, encoder.batching.tokens, times[0], min(times[1:]), logits)


def table(rows: Sequence[Row], work: Work, peak: float | None) -> Table:
    """Rates and their ratios to the first row; how far logits are from those of the second."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    made = Table("torch", "batch", "first, s", "functions/s", "x ONNX", "off by", "of peak")
    made.box, made.pad_edge = SIMPLE_HEAD, False
    for column in made.columns[1:]:
        column.justify = "right"
    onnx, exact = rows[0], rows[min(1, len(rows) - 1)]
    for row in rows:
        off = np.abs(row.logits - exact.logits).max()
        share = work.operations / row.best / peak / 1e12 if peak and row is not onnx else None
        made.add_row(
            row.name,
            f"{row.batch:,}",
            f"{row.first:.2f}",
            f"{len(work.windows) / row.best:,.1f}",
            f"{onnx.best / row.best:.2f}",
            "-" if row is exact else f"{off:.1g}",
            "-" if share is None else f"{share:.1%}",
        )
    return made


@click.command()
@click.argument("tree", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--functions", type=click.IntRange(1), default=512, show_default=True)
@click.option(
    "--width", type=click.IntRange(HEAD), default=768, show_default=True, help=f"Multiple of {HEAD}."
)
@click.option("--depth", type=click.IntRange(1), default=12, show_default=True)
@click.option("--repeats", type=click.IntRange(1), default=3, show_default=True)
@click.option("--peak", type=click.FloatRange(0, min_open=True), metavar="TFLOPS")
def main(tree: Path | None, functions: int, width: int, depth: int, repeats: int, peak: float | None) -> None:
    """Measure the torch scorer against ONNX int8 on the functions of TREE."""
    if width % HEAD:
        raise click.BadParameter(f"{width} is no multiple of {HEAD}", param_hint="--width")
    from rich.console import Console

    from vscan.scoring.card import bundled_model
    from vscan.scoring.tokenizer import CodeTokenizer
    from vscan.scoring.torch.way import ways

    tokenizer = CodeTokenizer.load(bundled_model())
    windows = tree_windows(tree, functions, tokenizer) if tree else random_windows(functions, tokenizer)
    work, device = Work(windows, width, depth), ways()[0].device
    console = Console()
    if device == "cpu":
        console.print("There is no GPU here: all rows are of the processor.")
    console.print(f"{_named(device)}, {depth} layers of {width}, random weights")
    console.print(f"{len(windows):,} functions of {work.tokens / len(windows):.0f} tokens on average")
    rows, failures = measure(work, tokenizer, device, repeats)
    console.print(table(rows, work, peak))
    for name, reason in failures.items():
        console.print(f"{name} does not run: {reason}", markup=False)


def _named(device: str) -> str:
    import torch

    devices = {"cuda": torch.cuda.get_device_name, "mps": lambda: "MPS"}
    return f"{devices[device]()}, {os.cpu_count()} cores" if device in devices else f"{os.cpu_count()} cores"


if __name__ == "__main__":
    main()
