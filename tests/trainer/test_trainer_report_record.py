"""The record's table."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from toy_runs import make_run, scored

from vscan_trainer.cli.report import report
from vscan_trainer.evaluation.scored import Scored
from vscan_trainer.report.measured import load_runs
from vscan_trainer.report.record import Record

COUNTED = Scored(
    keys=np.array(list("abcdef")),
    targets=np.array([1, 1, 0, 1, 0, 0], dtype=np.int8),
    probabilities=np.array([0.9, 0.8, 0.7, 0.4, 0.3, 0.2]),
    lines=np.ones(6, dtype=np.int64),
)


def record(*folders: Path):
    return Record.of(load_runs(folders, None, folders[0] / "no-cache"))


def test_a_row_holds_what_is_counted_by_hand(tmp_path):
    (row,) = record(make_run(tmp_path / "run", COUNTED, threshold=0.4, seed=7).folder).rows
    assert (row.seed, row.type, row.threshold) == (7, "production", 0.4)
    assert row.best_f1 == pytest.approx(6 / 7)
    assert row.accuracy_at_half == pytest.approx(4 / 6)
    assert row.cells() == ["7", "production", "0.8571", "0.6667", "0.4", "2 / 1 / 0 / 3"]


def test_without_a_recommended_threshold_the_matrix_is_at_one_half(tmp_path):
    (row,) = record(make_run(tmp_path / "run", COUNTED, threshold=None).folder).rows
    assert row.cells()[4:] == ["none (0.5)", "2 / 1 / 1 / 2"]


def test_a_type_is_the_preset_and_what_differs_from_it_but_not_for_all(tmp_path):
    made = record(
        make_run(tmp_path / "a", COUNTED, epochs=1, learning_rate=3e-4).folder,
        make_run(tmp_path / "b", COUNTED, epochs=1, learning_rate=3e-4, use_code_features=True).folder,
    )
    assert [row.type for row in made.rows] == ["production", "production, use_code_features on"]
    assert made.shared == {"learning_rate": 3e-4}
    assert "All runs: learning_rate 0.0003." in made.caption


def test_seeds_of_one_type_are_summed_up(tmp_path):
    folders = [
        make_run(tmp_path / f"{seed}", scored(quality), seed=seed, threshold=threshold).folder
        for seed, quality, threshold in ((42, 1.0, 0.4), (7, 1.5, 0.6))
    ]
    other = make_run(tmp_path / "other", scored(1.0), dropout=0.3).folder
    made = record(*folders, other)
    (summary,) = made.summaries
    first, second = made.rows[0].best_f1, made.rows[1].best_f1
    assert summary.seeds == (42, 7)
    assert summary.mean["best_f1"] == pytest.approx((first + second) / 2)
    assert summary.deviation["best_f1"] == pytest.approx(abs(first - second) / 2**0.5)
    assert summary.mean["threshold"] == pytest.approx(0.5)
    assert [row[0] for row in made.table().rows] == ["42", "7", "42", "mean", "sd"]


def test_the_command_prints_it_and_writes_it(tmp_path):
    folder = str(make_run(tmp_path / "run", COUNTED, threshold=0.4).folder)
    shown = CliRunner().invoke(report, [folder, "--record"], catch_exceptions=False).output
    assert "2 / 1 / 0 / 3" in shown
    assert max(map(len, shown.splitlines())) <= 80
    file = tmp_path / "record.json"
    arguments = [folder, "--record", "--markdown", "--json", str(file)]
    shown = CliRunner().invoke(report, arguments, catch_exceptions=False).output
    assert "| 42 | production | 0.8571 | 0.6667 | 0.4 | 2 / 1 / 0 / 3 |" in shown
    (row,) = json.loads(file.read_text(encoding="utf-8"))["rows"]
    assert {name: row["confusion"][name] for name in ("tn", "fp", "fn", "tp")} == {
        "tn": 2, "fp": 1, "fn": 0, "tp": 3
    }  # fmt: skip
