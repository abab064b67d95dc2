"""Time and memory of one optimizer step of fine-tuning at CodeBERT's full size, from random weights.

    python benchmarks/codebert_step.py [--batch-size 32 --batch-size 8] [--accumulation 2] [--json FILE]

The shape is microsoft/codebert-base's: 12 layers of 768, 12 heads, 50,265 tokens, 512 positions. Every
function fills the window, which is the worst case. Each batch size has a process of its own, whose largest
resident memory is what is told; on CUDA it is the largest memory that torch held.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from transformers import RobertaModel

LENGTH, TOKENS = 512, 50_265


def network() -> RobertaModel:
    """CodeBERT's shape with random weights."""
    from transformers import RobertaConfig, RobertaModel

    config = RobertaConfig(vocab_size=TOKENS, max_position_embeddings=LENGTH + 2, type_vocab_size=1)
    return RobertaModel(config, add_pooling_layer=False)


def measure(batch_size: int, accumulation: int) -> dict[str, Any]:
    """One step after the optimizer's first, which allocates its state on a short batch."""
    import torch

    from vscan.scoring.torch import FunctionNetwork
    from vscan_trainer.device import accelerator
    from vscan_trainer.losses import function_losses
    from vscan_trainer.schedule import optimizer_of
    from vscan_trainer.settings import FitSettings

    settings = FitSettings.of("production", {"batch_size": batch_size, "accumulation": accumulation})
    device = accelerator(settings.precision)
    torch.manual_seed(settings.seed)
    model = FunctionNetwork(network(), 0, 1, dropout=settings.dropout)
    wrapped, optimizer = device.prepare(model, optimizer_of(model, settings))
    wrapped.train()

    def step(length: int) -> None:
        for _ in range(accumulation):
            ids = torch.randint(5, TOKENS, (batch_size, length), device=device.device)
            targets = torch.arange(batch_size, device=device.device).float() % 2
            features = torch.zeros(batch_size, 0, device=device.device)
            logits = wrapped(ids, torch.ones_like(ids), features).squeeze(1)
            device.backward(function_losses(logits, targets, settings).mean() / accumulation)
        device.clip_grad_norm_(wrapped.parameters(), settings.clip)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        if device.device.type == "cuda":
            torch.cuda.synchronize()

    step(8)
    started, computed = time.perf_counter(), time.process_time()
    step(LENGTH)
    seconds, processor = time.perf_counter() - started, time.process_time() - computed
    cuda = device.device.type == "cuda"
    memory = torch.cuda.max_memory_allocated() if cuda else _largest_resident()
    return {
        "device": torch.cuda.get_device_name() if cuda else f"{os.cpu_count()} cores",
        "threads": torch.get_num_threads(),
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "batch_size": batch_size,
        "accumulation": accumulation,
        "seconds": round(seconds, 2),
        "processor_seconds": round(processor, 2),
        "functions_per_second": round(batch_size * accumulation / seconds, 3),
        "memory_gb": round(memory / 1e9, 2),
    }


def _largest_resident() -> int:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


@click.command()
@click.option(
    "--batch-size", "sizes", type=click.IntRange(1), multiple=True, default=(8, 32), show_default=True
)
@click.option("--accumulation", type=click.IntRange(1), default=2, show_default=True)
@click.option("--json", "file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--alone", is_flag=True, hidden=True)
def main(sizes: tuple[int, ...], accumulation: int, file: Path | None, alone: bool) -> None:
    """Measure one optimizer step at CodeBERT's full size."""
    if alone:
        click.echo(json.dumps(measure(sizes[0], accumulation)))
        return
    from rich.console import Console
    from rich.table import Table

    found = []
    for size in sizes:
        words = ["--alone", "--batch-size", str(size), "--accumulation", str(accumulation)]
        done = subprocess.run(
            [sys.executable, __file__, *words], stdout=subprocess.PIPE, check=True, text=True
        )
        found.append(json.loads(done.stdout.splitlines()[-1]))
    table = Table("batch", "accumulated", "seconds a step", "processor seconds", "functions/s", "memory, GB")
    for one in found:
        table.add_row(
            str(one["batch_size"]), str(one["accumulation"]), f"{one['seconds']:.1f}",
            f"{one['processor_seconds']:.1f}", f"{one['functions_per_second']:.2f}",
            f"{one['memory_gb']:.1f}",
        )  # fmt: skip
    first = found[0]
    Console().print(
        f"{first['parameters'] / 1e6:.0f} million weights, {first['device']}, {first['threads']} threads"
    )
    Console().print(table)
    if file is not None:
        file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
