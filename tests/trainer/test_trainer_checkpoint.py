"""A run's state on disk: whole or not at all, whatever the disk does."""

from __future__ import annotations

import errno
import json
import resource
import shutil

import pytest
import torch
from safetensors.torch import save_file

from vscan_trainer.checkpoint import (
    CheckpointError,
    load_state,
    optimizer_tensors,
    require_space,
    restore_optimizer,
    save_state,
    weights,
)


def state(tmp_path, value: float = 1.0):
    path = tmp_path / "run" / "resume.safetensors"
    save_state(path, {"network/a": torch.full((2, 3), value)}, {"step": value})
    return path


def test_survives_a_file(tmp_path):
    tensors, progress = load_state(state(tmp_path))
    assert progress == {"step": 1}
    assert weights("network", tensors)["a"].tolist() == [[1, 1, 1], [1, 1, 1]]
    assert weights("average", tensors) == {}
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["resume.safetensors"]


def test_a_full_disk_leaves_the_old_state(tmp_path, monkeypatch):
    path = state(tmp_path)

    def full(tensors: object, partial, metadata: object) -> None:
        partial.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("safetensors.torch.save_file", full)
    with pytest.raises(CheckpointError, match=r"cannot save the run in .*No space left on device"):
        state(tmp_path, 2.0)
    assert load_state(path)[1] == {"step": 1}
    assert [left.name for left in path.parent.iterdir()] == ["resume.safetensors"]


def test_a_file_that_may_not_grow(tmp_path):
    """The writing library's own error, as a full disk or a quota gives it."""
    path = state(tmp_path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(CheckpointError, match="cannot save the run in"):
            save_state(path, {"network/a": torch.zeros(100_000)}, {})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert load_state(path)[1] == {"step": 1}


def test_kept_open_until_it_is_on_disk(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr("os.fsync", synced.append)
    state(tmp_path)
    assert len(synced) == 1


@pytest.mark.parametrize("content", [b"", b"\x00" * 7, b"not a state at all"])
def test_damaged_state(tmp_path, content):
    path = state(tmp_path)
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="cannot resume from"):
        load_state(path)


def test_weights_without_a_state(tmp_path):
    save_file({"a": torch.zeros(1)}, tmp_path / "weights.safetensors")
    with pytest.raises(CheckpointError, match="cannot resume from"):
        load_state(tmp_path / "weights.safetensors")


def test_room_is_asked_for_before_training(tmp_path, monkeypatch):
    network = torch.nn.Linear(1000, 1000, bias=False)
    free = {"bytes": 28_000_000}
    monkeypatch.setattr(
        shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(10**12, 10**12, free["bytes"])
    )
    require_space(tmp_path / "run", network, copies=7)
    free["bytes"] -= 1
    with pytest.raises(CheckpointError, match="a run needs 28 MB on disk, 28 are free"):
        require_space(tmp_path / "run", network, copies=7)


def test_optimizer_goes_on_as_if_nothing_had_happened(tmp_path):
    def step(layer: torch.nn.Linear, optimizer: torch.optim.Optimizer, seed: int) -> None:
        inputs = torch.randn(4, 3, generator=torch.Generator().manual_seed(seed))
        layer(inputs).square().sum().backward()
        optimizer.step()
        optimizer.zero_grad()

    torch.manual_seed(0)
    first = torch.nn.Linear(3, 2)
    optimizer = torch.optim.AdamW(first.parameters(), lr=0.1)
    step(first, optimizer, 1)
    path = tmp_path / "s.safetensors"
    tensors = {f"network/{name}": tensor for name, tensor in first.state_dict().items()}
    save_state(path, tensors | optimizer_tensors(optimizer), {})
    step(first, optimizer, 2)

    loaded, _ = load_state(path)
    second = torch.nn.Linear(3, 2)
    second.load_state_dict(weights("network", loaded))
    other = torch.optim.AdamW(second.parameters(), lr=0.1)
    restore_optimizer(other, loaded)
    step(second, other, 2)
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))


def test_metadata_is_plain_json(tmp_path):
    header = state(tmp_path).read_bytes()
    size = int.from_bytes(header[:8], "little")
    assert json.loads(json.loads(header[8 : 8 + size])["__metadata__"]["state"]) == {"step": 1.0}
