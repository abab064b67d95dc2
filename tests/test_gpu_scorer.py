"""The benchmark of the torch scorer: that it measures what it says, at a size that needs no GPU."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch
from click.testing import CliRunner

import models
from checkout import ROOT
from vscan.scoring.torch import TorchEncoder
from vscan.scoring.torch.way import BUCKET, Way, ways

SMALL = ["--functions", "6", "--width", "64", "--depth", "1", "--repeats", "1"]


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import gpu_scorer

    return gpu_scorer


def told(benchmark: ModuleType, *words: str) -> str:
    done = CliRunner().invoke(benchmark.main, [*SMALL, *words])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vscan.scoring.torch.way.ways", lambda: [Way("cpu")])


@pytest.mark.usefixtures("no_gpu")
def test_without_a_gpu_it_says_so_and_measures_the_processor(benchmark, tmp_path: Path):
    (tmp_path / "a.c").write_text("\n".join(models.TEXTS))
    said = told(benchmark, str(tmp_path), "--peak", "0.1")
    assert "There is no GPU here" in said
    assert "3 functions of" in said
    rows = {line[:18].strip(): line[18:].split() for line in said.splitlines() if "4,096" in line}
    assert list(rows) == ["ONNX int8, CPU", "fp32", "fp32 + buckets"]
    assert [row[-1] == "-" for row in rows.values()] == [True, False, False]
    assert [row[-2] == "-" for row in rows.values()] == [False, True, False]


@pytest.mark.usefixtures("no_gpu")
@pytest.mark.parametrize(("bucket", "failing"), [(BUCKET, 1), (0, 2)])
def test_what_does_not_run_is_told_beside_the_rest(benchmark, monkeypatch, bucket: int, failing: int):
    class Fails(TorchEncoder):
        def __init__(self, network, ways) -> None:
            if ways[0].bucket >= bucket:
                raise RuntimeError("no kernel\nwith more below")
            super().__init__(network, ways)

    monkeypatch.setattr("vscan.scoring.torch.TorchEncoder", Fails)
    said = told(benchmark)
    assert "6 functions of" in said
    assert said.splitlines()[-1] == "fp32 + buckets does not run: no kernel"
    assert said.count("does not run") == failing
    assert said.count("4,096") == 3 - failing


def test_a_gpu_is_measured_with_all_that_the_scorer_would_use(benchmark, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: True)
    measured = benchmark.torch_ways("cuda")
    assert list(measured) == [
        name + bucket for name in ("fp32", "bf16", "compiled") for bucket in ("", " + buckets")
    ]
    assert measured["compiled + buckets"] == ways()[0]
    assert measured["fp32"] == Way("cuda")
    assert list(benchmark.torch_ways("mps").values()) == [Way("mps"), Way("mps", bucket=BUCKET)]


def test_operations_are_those_of_the_layers_on_real_tokens(benchmark):
    work = benchmark.Work([np.zeros(3, np.int32), np.zeros(5, np.int32)], 64, 2)
    # Queries, keys, values, output and two feed-forward matrices of 4 times the width; attention twice.
    assert work.operations == 2 * 2 * ((4 + 8) * 64 * 64 * 8 + 2 * 64 * (9 + 25))


def test_a_tree_without_functions_and_an_odd_width_are_refused(benchmark, tmp_path: Path):
    for words in ([str(tmp_path)], ["--width", "100"]):
        assert CliRunner().invoke(benchmark.main, [*SMALL, *words]).exit_code == 2
