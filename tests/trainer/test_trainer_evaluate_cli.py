"""The verb `evaluate` on run directories and files of scores made for the purpose."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest
from click.testing import CliRunner
from toy_corpus import rows, write_rows

from vscan_trainer.cli.evaluate import evaluate
from vscan_trainer.evaluation.scored import Scored, ScoresError, keys_of
from vscan_trainer.run import Run, RunError

TRAIN, VALID = rows("devign", 120, seed=1), rows("devign", 60, seed=2)


@pytest.fixture
def place(tmp_path):
    write_rows(tmp_path / "toy-train.jsonl", TRAIN)
    write_rows(tmp_path / "toy-valid.jsonl", VALID)
    for seed in (42, 7):
        made = Run(tmp_path / f"run-{seed}")
        named = {
            n: [{"name": f"toy-{n}", "path": str(tmp_path / f"toy-{n}.jsonl")}] for n in ("train", "valid")
        }
        made.write("run.json", {"settings": {"calibrate": False}, "data": named})
        scored_by(seed).save(made.scores("toy-valid"))
        made.write("threshold.json", {"threshold": 0.4, "by": "f1", "part": "toy-valid"})
    return tmp_path


def scored_by(seed: int, made=VALID) -> Scored:
    rng = np.random.default_rng(seed)
    targets = np.array([row.target for row in made], dtype=np.int8)
    odds = 1 / (1 + np.exp(-(targets + rng.normal(size=len(made)))))
    lines = np.array([row.text.count("\n") + 1 for row in made], dtype=np.int64)
    return Scored(keys_of([row.text for row in made]), targets, odds, lines)


def invoke(place, line: str):
    words = [str(place / word[1:]) if word.startswith("@") else word for word in line.split()]
    options = ["--draws", "30", "--json", str(place / "out.json")]
    if "--no-baselines" not in words:
        options += ["--cache", str(place / "cache")]
    return CliRunner().invoke(evaluate, [*words, *options])


def measured(place, line: str):
    done = invoke(place, line)
    assert done.exit_code == 0, done.output + str(done.exception)
    return json.loads((place / "out.json").read_text(encoding="utf-8")), done.output


def test_one_run_beside_its_baselines(place):
    said, output = measured(place, "@run-42")
    found = said["toy-valid"]["evaluations"]["run-42"]
    assert set(found["baselines"]) == {"length alone", "bag of words"}
    assert found["baselines"]["bag of words"]["roc_auc"] > 0.95
    assert found["differences"]["bag of words"]["roc_auc"]["high"] < 0
    assert {point["name"] for point in found["points"]} >= {"0.5", "recommended", "low-noise"}
    assert said["toy-valid"]["agreement"] is None
    assert "60 functions, 30 vulnerable (50.0%)" in output
    assert max(map(len, output.splitlines())) <= 80


def test_baselines_are_kept(place):
    first, _ = measured(place, "@run-42")
    (place / "toy-valid.jsonl").write_text("", encoding="utf-8")
    again, _ = measured(place, "@run-42")
    assert again == first


def test_several_runs(place):
    said, output = measured(place, "@run-42 @run-7 --no-baselines")
    agreement = said["toy-valid"]["agreement"]
    flags = [scored_by(seed).probabilities >= 0.4 for seed in (42, 7)]
    assert agreement["flips"]["recommended"]["any"] == pytest.approx(np.mean(flags[0] != flags[1]))
    assert "over 2 runs" in output


def test_runs_of_one_name_are_told_apart(place):
    for folder in ("a", "b"):
        scored_by(42).save(Run(place / folder / "same").scores("toy-valid"))
        Run(place / folder / "same").write("run.json", {})
    said, _ = measured(place, "@a/same @b/same --no-baselines")
    assert set(said["toy-valid"]["evaluations"]) == {"a/same", "b/same"}


def test_against_another_run(place):
    said, output = measured(place, "@run-42 --against @run-7 --no-baselines")
    compared = said["toy-valid"]["comparisons"]["run-42"]
    assert compared["name"] == "run-7"
    assert set(compared["decisions"]) == {"0.5", "recommended"}
    assert "run-7 alone" in output


def test_another_threshold(place):
    said, _ = measured(place, "@run-42 --no-baselines --threshold-override 0.55")
    points = said["toy-valid"]["evaluations"]["run-42"]["points"]
    assert [(p["threshold"], p["chosen"]) for p in points if p["name"] == "recommended"] == [(0.55, "given")]


def test_without_its_files_a_run_is_measured_alone(place):
    (place / "toy-train.jsonl").unlink()
    said, output = measured(place, "@run-42")
    assert set(said["toy-valid"]["evaluations"]["run-42"]["baselines"]) == {"length alone"}
    assert "give them by --train" in output
    write_rows(place / "mine.jsonl", TRAIN)
    said, _ = measured(place, "@run-42 --train @mine.jsonl")
    assert "bag of words" in said["toy-valid"]["evaluations"]["run-42"]["baselines"]


@pytest.fixture
def scores(place):
    chance = random.Random(3)
    with (place / "scores.jsonl").open("w", encoding="utf-8") as file:
        for row in VALID:
            probability = min(max(row.target * 0.2 + chance.random() * 0.8, 0), 1)
            file.write(
                json.dumps({"func": row.text, "target": row.target, "probability": probability}) + "\n"
            )
        file.write(json.dumps({"func": "int f();", "target": 1, "probability": None}) + "\n")
        file.write(json.dumps({"func": "int g();", "target": None, "probability": 0.5}) + "\n")
    return place / "scores.jsonl"


def test_scores_without_a_run(place, scores):
    said, output = measured(place, "--scores @scores.jsonl --train @toy-train.jsonl")
    found = said["scores"]["evaluations"]["scores"]
    assert found["functions"] == 60
    assert set(found["baselines"]) == {"length alone", "bag of words"}
    assert "left out for want of score or label: 2" in output


def test_a_run_against_scores(place, scores):
    said, _ = measured(place, "@run-42 --against @scores.jsonl --no-baselines")
    assert set(said["toy-valid"]["comparisons"]["run-42"]["decisions"]) == {"0.5"}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"func": "f"}', "needs func, target and probability"),
        ('{"func": "f", "target": 1, "probability": 1.5}', "not between 0 and 1"),
        ('{"func": "f", "target": 1, "probability": "high"}', "not between 0 and 1"),
        ('{"func": "f", "target": 1, "probability": NaN}', "not between 0 and 1"),
    ],
)
def test_broken_scores(place, scores, line, problem):
    scores.write_text(f"{scores.read_text(encoding='utf-8')}{line}\n", encoding="utf-8")
    error = invoke(place, "--scores @scores.jsonl").exception
    assert isinstance(error, ScoresError)
    assert str(error).startswith(f"{scores}:63: ")
    assert problem in str(error)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("", "RUNS or --scores"),
        ("@run-42 --scores @toy-valid.jsonl", "RUNS or --scores"),
        ("--scores @toy-valid.jsonl --part toy", "brings its own functions"),
        ("@run-42 --data @toy-valid.jsonl --part toy", "a part by itself"),
        ("@run-1", "does not exist"),
    ],
)
def test_misuse(place, line, problem):
    done = invoke(place, line)
    assert done.exit_code == 2
    assert problem in done.output


def test_a_part_that_was_not_scored(place):
    error = invoke(place, "@run-42 --part primevul-valid").exception
    assert isinstance(error, RunError)
    assert str(error) == f"{place / 'run-42'} holds no scores of primevul-valid: it has toy-valid"


def test_runs_without_a_part_in_common(place):
    (place / "run-7" / "scores" / "toy-valid.npz").rename(place / "run-7" / "scores" / "other.npz")
    assert "no part that all have scored" in str(invoke(place, "@run-42 @run-7").exception)


def test_other_functions_are_not_compared(place):
    scored_by(7, VALID[1:]).save(Run(place / "run-7").scores("toy-valid"))
    assert "other functions" in str(invoke(place, "@run-42 @run-7 --no-baselines").exception)


def test_a_broken_threshold_file(place):
    (place / "run-42" / "threshold.json").write_text('{"threshold": "low"}', encoding="utf-8")
    assert "names no threshold" in str(invoke(place, "@run-42").exception)


def test_new_functions_are_scored_first(place, monkeypatch):
    fresh = rows("devign", 40, seed=9)
    write_rows(place / "fresh.jsonl", fresh)

    def score_file(run, path, *, cache, jobs) -> Scored:
        assert path == place / "fresh.jsonl"
        scored_by(5, fresh).save(run.scores("fresh"))
        return scored_by(5, fresh)

    monkeypatch.setattr("vscan_trainer.finish.score_file", score_file)
    said, _ = measured(place, "@run-42 --data @fresh.jsonl")
    assert set(said) == {"fresh"}
    found = said["fresh"]["evaluations"]["run-42"]
    assert found["functions"] == 40
    assert "bag of words" in found["baselines"]


def test_a_calibrated_run_is_shown_before_and_after(place):
    run = Run(place / "run-42")
    run.write("run.json", {"settings": {"calibrate": True}, "data": {}})
    run.write("scoring.json", {"corpora": ["toy-valid"]})
    (run.folder / "logits").mkdir()
    deep = np.linspace(-3, 3, 60, dtype=np.float32)[:, None]
    arrays = {"deep": deep, "wide": np.zeros((60, 0), np.float32), "targets": scored_by(42).targets}
    np.savez(run.folder / "logits" / "toy-valid.npz", **arrays)
    said, output = measured(place, "@run-42 --no-baselines")
    before = said["toy-valid"]["evaluations"]["run-42"]["before"]
    assert before["mean_probability"] == pytest.approx(0.5)
    assert before["brier"] == pytest.approx(
        np.mean((1 / (1 + np.exp(-deep[:, 0])) - scored_by(42).targets) ** 2)
    )
    assert [line.split()[0] for line in output.splitlines() if line.startswith((" before", " after"))] == [
        "before",
        "after",
    ]
