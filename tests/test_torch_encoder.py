"""The torch scorer: what it chooses, halves and falls back on, shown without a GPU."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import models
from vscan.features import feature_names
from vscan.metrics import METRICS
from vscan.scoring.base import Floats, Ids, encode_windows
from vscan.scoring.batching import Batching
from vscan.scoring.torch import FunctionNetwork, TorchEncoder
from vscan.scoring.torch.way import BUCKET, Run, Way, bytes_per_token, ways

FEATURES = len(feature_names(METRICS))
CPU = Way("cpu")


@pytest.fixture(scope="module")
def network(model: Path) -> FunctionNetwork:
    return FunctionNetwork.load(model)


@pytest.fixture(scope="module")
def windows() -> tuple[list[Ids], Floats]:
    """40 windows of 3 tokens to as many as the network has positions for, and their features."""
    random = np.random.default_rng(9)
    lengths = [*random.integers(3, models.LENGTH, 39), models.LENGTH]
    ids = [random.integers(5, 300, n).astype(np.int32) for n in lengths]
    return ids, random.normal(size=(40, FEATURES)).astype(np.float32)


@pytest.fixture(scope="module")
def expected(network: FunctionNetwork, windows: tuple[list[Ids], Floats]) -> Floats:
    """Each window by itself, without padding."""
    encoder = TorchEncoder(network, [CPU])
    rows = zip(*windows, strict=True)
    return np.concatenate([encoder.logits(i[None], np.ones_like(i)[None], f[None]) for i, f in rows])


@dataclass(frozen=True)
class Fake(Way):
    """A way on the CPU that does what a GPU might, and notes how many functions each call brings."""

    holds: int = 10**9
    fails: RuntimeError | None = None
    opens: RuntimeError | None = None
    calls: list[int] = field(default_factory=list)

    def open(self, network: FunctionNetwork) -> Run:
        if self.opens:
            raise self.opens

        def run(ids: torch.Tensor, mask: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
            self.calls.append(len(ids))
            if self.fails:
                raise self.fails
            if ids.numel() > self.holds:
                raise torch.cuda.OutOfMemoryError("CUDA out of memory.\nTried to allocate 2 GiB")
            found: torch.Tensor = network(ids, mask, features)
            return found

        return run


def word(how: str, reason: str) -> str:
    return f"vscan: torch cannot run the network {how} on cpu ({reason}); it runs uncompiled on cpu"


def test_logits_do_not_depend_on_batches(network, windows, expected):
    assert expected.std() > 1e-3
    for tokens, bucket in ((4096, 0), (1, 0), (100, 0), (900, 16), (10**6, BUCKET)):
        encoder = TorchEncoder(network, [CPU])
        encoder.batching = Batching(tokens, bucket)
        assert np.abs(encode_windows(encoder, *windows, pad=1) - expected).max() < 1e-5


def test_a_batch_that_memory_does_not_hold_is_halved_for_good(network, windows, expected, caplog):
    length = models.LENGTH
    way = Fake("cpu", holds=6 * length)
    encoder = TorchEncoder(network, [way, CPU])
    ids = np.full((40, length), 1, dtype=np.int32)
    for row, of in enumerate(windows[0]):
        ids[row, : len(of)] = of
    inputs = ids, (ids != 1).astype(np.int32), windows[1]
    assert np.abs(encoder.logits(*inputs) - expected).max() < 1e-5
    assert way.calls == [40, 20, 10, *[5] * 8]
    way.calls.clear()
    assert np.abs(encoder.logits(*inputs) - expected).max() < 1e-5
    assert way.calls == [5] * 8
    assert encoder.batching.tokens == 5 * length
    assert (encoder.way, caplog.messages) == (way, [])


def test_halving_keeps_the_bucket(network, windows):
    encoder = TorchEncoder(network, [Fake("cpu", holds=100, bucket=16)])
    encode_windows(encoder, *windows, pad=1)
    assert encoder.batching.bucket == 16
    assert encoder.batching.tokens <= 100


def test_what_no_batch_is_small_enough_for_goes_to_the_next_way(network, windows, expected, caplog):
    way = Fake("cpu", holds=20)
    encoder = TorchEncoder(network, [way, CPU])
    assert np.abs(encode_windows(encoder, *windows, pad=1) - expected).max() < 1e-5
    assert encoder.way == CPU
    assert encoder.batching == Batching()
    assert way.calls[-1] == 1
    assert caplog.messages == [word("uncompiled", "CUDA out of memory.")]


FAILURES: dict[str, tuple[Callable[[], Way], str]] = {
    "a GPU": (
        lambda: Fake("cpu", fails=torch.AcceleratorError("CUDA error: an illegal memory access\nTry ...")),
        word("uncompiled", "CUDA error: an illegal memory access"),
    ),
    "a compiler": (
        lambda: Fake("cpu", compiled=True, fails=RuntimeError("cannot find triton")),
        word("compiled", "cannot find triton"),
    ),
    "a driver": (lambda: Fake("cpu", opens=RuntimeError()), word("uncompiled", "RuntimeError")),
}


@pytest.mark.parametrize(("way", "says"), FAILURES.values(), ids=FAILURES)
def test_what_fails_is_fallen_back_from_once_and_with_a_word(
    network, windows, expected, caplog, way: Callable[[], Way], says: str
):
    encoder = TorchEncoder(network, [way(), CPU])
    for _ in range(2):
        assert np.abs(encode_windows(encoder, *windows, pad=1) - expected).max() < 1e-5
    assert (encoder.way, caplog.messages) == (CPU, [says])


def test_every_way_is_tried_in_turn(network, windows, expected, caplog):
    broken = RuntimeError("broken")
    tried = [Fake("cpu", compiled=True, fails=broken), Fake("cpu", opens=broken), Fake("cpu", fails=broken)]
    encoder = TorchEncoder(network, [*tried, CPU])
    assert np.abs(encode_windows(encoder, *windows, pad=1) - expected).max() < 1e-5
    assert len(caplog.messages) == 3


def test_the_last_way_may_not_fail(network, windows):
    encoder = TorchEncoder(network, [Fake("cpu", fails=RuntimeError("broken"))])
    with pytest.raises(RuntimeError, match="broken"):
        encode_windows(encoder, *windows, pad=1)
    with pytest.raises(RuntimeError, match="no such device"):
        TorchEncoder(network, [Fake("cpu", opens=RuntimeError("no such device"))])


def test_the_word_is_on_standard_error_without_any_setup(network, monkeypatch, capsys):
    monkeypatch.setattr(logging.getLogger("vscan.scoring.torch.encoder"), "propagate", False)
    TorchEncoder(network, [Fake("cpu", opens=RuntimeError("no driver")), CPU])
    assert capsys.readouterr().err == word("uncompiled", "no driver") + "\n"


def test_bf16_is_near_and_comes_back_in_fp32(network, windows, expected):
    logits = encode_windows(TorchEncoder(network, [replace(CPU, bf16=True)]), *windows, pad=1)
    assert logits.dtype == np.float32
    assert 1e-5 < np.abs(logits - expected).max() < 0.1 * expected.std()


def test_compiling_is_for_any_shape_and_once(network, windows, expected, monkeypatch):
    asked: list[tuple[Any, dict[str, object]]] = []
    rows: list[int] = []

    def compiler(module: torch.nn.Module, **options: object) -> Run:
        def run(ids: torch.Tensor, mask: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
            rows.append(len(ids))
            return module(ids, mask, features)

        asked.append((module, options))
        return run

    monkeypatch.setattr(torch, "compile", compiler)
    encoder = TorchEncoder(network, [replace(CPU, compiled=True)])
    encoder.batching = Batching(100)
    assert np.abs(encode_windows(encoder, *windows, pad=1) - expected).max() < 1e-5
    assert asked == [(network, {"dynamic": True})]
    assert min(rows) == 2  # torch would compile once more for 1


def machine(monkeypatch: pytest.MonkeyPatch, *, cuda: bool, bf16: bool = False, mps: bool = False) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: bf16)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)


@pytest.mark.parametrize("bf16", [True, False])
def test_cuda_is_compiled_then_plain_then_left(monkeypatch, bf16: bool):
    machine(monkeypatch, cuda=True, bf16=bf16, mps=True)
    plain = Way("cuda", bf16=bf16, bucket=BUCKET)
    assert ways() == [replace(plain, compiled=True), plain, CPU]


def test_elsewhere_networks_run_plainly_in_fp32(monkeypatch):
    machine(monkeypatch, cuda=False, mps=True)
    assert ways() == [Way("mps"), CPU]
    machine(monkeypatch, cuda=False)
    assert ways() == [CPU]


def test_a_device_gets_a_copy_and_the_network_stays(network):
    moved = Way("meta").open(network)
    assert isinstance(moved, FunctionNetwork)
    assert {weight.device.type for weight in moved.parameters()} == {"meta"}
    assert {weight.device.type for weight in network.parameters()} == {"cpu"}


def test_free_memory_says_how_large_a_batch_is(network, monkeypatch):
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (8 * 10**9, 10**10))
    chosen = Way("cuda", bucket=BUCKET).batching(network)
    assert chosen.bucket == BUCKET
    assert 3.9e9 < chosen.tokens * bytes_per_token(network) <= 4e9
    assert replace(chosen, tokens=0).rows(48) == 1
    assert Way("mps").batching(network) == CPU.batching(network) == Batching()


def test_the_memory_of_a_token_is_no_less_than_what_the_network_makes_of_it(network):
    """All that the modules of a layer give out at the longest window, and attention before and after its
    softmax, which no module gives out."""
    made: list[int] = []
    layer = network.encoder.encoder.layer[0]
    hooks = [
        module.register_forward_hook(lambda _, __, out: made.append(out.numel() * out.element_size()))
        for module in layer.modules()
        if isinstance(module, torch.nn.Linear | torch.nn.LayerNorm)
    ]
    ids = torch.full((3, models.LENGTH), 7)
    with torch.inference_mode():
        network(ids, torch.ones_like(ids), torch.zeros(3, FEATURES))
    for hook in hooks:
        hook.remove()
    assert len(made) == 8
    attention = 2 * 4 * network.encoder.config.num_attention_heads * models.LENGTH
    needed = sum(made) / ids.numel() + attention
    assert needed <= bytes_per_token(network) < 2 * needed
