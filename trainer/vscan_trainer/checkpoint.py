"""The state of a run in one safetensors file, so that it can be killed at any moment and go on."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import nn

from vscan.domain import VscanError


class CheckpointError(VscanError):
    """A state cannot be written, or read, or is another run's."""


def save_state(path: Path, tensors: dict[str, torch.Tensor], state: dict[str, Any]) -> None:
    """Write weights and counters, whole or not at all: what was there stays until the new file is
    on disk. Raises CheckpointError, where the disk is full for one."""
    from safetensors.torch import save_file

    partial = path.with_name(f"{path.name}.partial")
    with writing(partial):
        path.parent.mkdir(parents=True, exist_ok=True)
        contiguous = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
        save_file(contiguous, partial, metadata={"state": json.dumps(state)})
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(path)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """What cannot be written raises CheckpointError; a half-written file does not stay."""
    from safetensors import SafetensorError

    try:
        yield
    except (OSError, SafetensorError) as error:
        if path.is_file():
            path.unlink()
        raise CheckpointError(f"cannot save the run in {path.parent}: {error}") from error


def load_state(path: Path) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """Raises CheckpointError."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            state = json.loads((file.metadata() or {})["state"])
            return {name: file.get_tensor(name) for name in file.keys()}, state  # noqa: SIM118 - no dict
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise CheckpointError(f"cannot resume from {path}: {error}") from error


def require_same(path: Path, state: dict[str, Any], task: str) -> None:
    """Raises CheckpointError unless `state`, read from `path`, is of this task."""
    if state.get("task") != task:
        raise CheckpointError(
            f"{path} is of a run with other settings or data: start it again without --resume"
        )


def optimizer_tensors(optimizer: torch.optim.Optimizer) -> dict[str, torch.Tensor]:
    """AdamW's moments and step counts, by the place of their weights."""
    state = optimizer.state_dict()["state"]
    return {f"optimizer/{i}/{name}": value for i, of in state.items() for name, value in of.items()}


def restore_optimizer(optimizer: torch.optim.Optimizer, tensors: dict[str, torch.Tensor]) -> None:
    """The inverse of `optimizer_tensors`; rates and groups stay those of `optimizer`."""
    states: dict[int, dict[str, torch.Tensor]] = {}
    for key, value in tensors.items():
        if key.startswith("optimizer/"):
            _, place, name = key.split("/")
            states.setdefault(int(place), {})[name] = value
    optimizer.load_state_dict({**optimizer.state_dict(), "state": states})


def weights(prefix: str, tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The tensors stored as `prefix`/name, by name."""
    return {
        key.removeprefix(f"{prefix}/"): value
        for key, value in tensors.items()
        if key.startswith(f"{prefix}/")
    }


def require_space(folder: Path, network: nn.Module, *, copies: int) -> None:
    """Raises CheckpointError where the disk has no room for `copies` of the weights: better now than
    after hours."""
    needed = copies * sum(tensor.numel() * tensor.element_size() for tensor in network.state_dict().values())
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise CheckpointError(
            f"{folder}: a run needs {needed / 1e6:,.0f} MB on disk, {free / 1e6:,.0f} are free"
        )
