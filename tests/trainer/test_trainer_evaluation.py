"""`evaluate` against scikit-learn, and what its tables say and how wide they are."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console
from sklearn.metrics import average_precision_score, confusion_matrix, f1_score, roc_auc_score

from vscan_trainer.calibrate import operating_points
from vscan_trainer.evaluation.assess import Asked, assess
from vscan_trainer.evaluation.evaluation import evaluate
from vscan_trainer.evaluation.ranking import brier, calibration_error, figures
from vscan_trainer.evaluation.scored import Scored, ScoresError
from vscan_trainer.evaluation.sources import Source
from vscan_trainer.evaluation.tables import assessment_tables


def scored(count: int = 500, seed: int = 1, *, signal: float = 1.5, share: float = 0.4) -> Scored:
    truth = (np.random.default_rng(0).random(count) < share).astype(np.int8)
    noise = np.random.default_rng(seed).normal(size=count)
    odds = 1 / (1 + np.exp(-(signal * truth + noise - 0.5)))
    lines = np.random.default_rng(2).integers(1, 300, count)
    return Scored(np.arange(count).astype(str), truth, odds, lines)


MODEL, WEAK = scored(), scored(seed=2, signal=0.3)


@pytest.fixture(scope="module")
def evaluation():
    return evaluate(
        MODEL,
        thresholds={"recommended": 0.42},
        chosen={"recommended": "f1 on toy"},
        baselines={"bag of words": WEAK},
        before=replace(MODEL, probabilities=np.sqrt(MODEL.probabilities)),
        draws=100,
        seed=3,
    )


def test_the_functions_and_what_is_trivial(evaluation):
    truth = MODEL.targets
    assert (evaluation.functions, evaluation.vulnerable) == (500, truth.sum())
    assert evaluation.lines == MODEL.lines.sum()
    assert evaluation.prevalence == pytest.approx(truth.mean())
    assert evaluation.all_positive_f1 == pytest.approx(f1_score(truth, np.ones(500)))
    assert evaluation.majority_accuracy == pytest.approx(1 - truth.mean())


def test_the_figures_of_model_and_baseline(evaluation):
    assert evaluation.figures == pytest.approx(figures(MODEL.targets, MODEL.probabilities, MODEL.lines))
    assert evaluation.baselines["bag of words"]["roc_auc"] == pytest.approx(
        roc_auc_score(WEAK.targets, WEAK.probabilities)
    )
    assert evaluation.figures["average_precision"] == pytest.approx(
        average_precision_score(MODEL.targets, MODEL.probabilities)
    )
    for name, (low, high) in evaluation.intervals.items():
        assert low < evaluation.figures[name] < high, name
    gain = evaluation.differences["bag of words"]["roc_auc"]
    assert gain.value == pytest.approx(
        evaluation.figures["roc_auc"] - evaluation.baselines["bag of words"]["roc_auc"]
    )
    assert gain.low > 0


def test_the_operating_points(evaluation):
    points = {point.name: point for point in evaluation.points}
    named = operating_points(MODEL.targets, MODEL.probabilities)
    assert {name: points[name].threshold for name in named} == named
    assert set(points) == {"0.5", "recommended", *named}
    assert [point.threshold for point in evaluation.points] == sorted(p.threshold for p in evaluation.points)
    assert points["recommended"].chosen == "f1 on toy"
    assert points["recall"].chosen == "90 % recall, on these functions"
    assert points["0.5"].chosen == "fixed"
    for point in evaluation.points:
        flagged = MODEL.probabilities >= point.threshold
        cells = confusion_matrix(MODEL.targets, flagged).ravel().tolist()
        assert [point.tn, point.fp, point.fn, point.tp] == cells
        assert point.rates["f1"] == pytest.approx(f1_score(MODEL.targets, flagged))
        low, high = point.intervals["f1"]
        assert low < point.rates["f1"] < high
        found, false = point.tp / (point.tp + point.fn), point.fp / (point.fp + point.tn)
        assert point.precision_at["5%"] == pytest.approx(0.05 * found / (0.05 * found + 0.95 * false))


def test_a_given_threshold_takes_the_place_of_a_named_one():
    points = evaluate(MODEL, thresholds={"balanced": 0.7}, baselines={}, draws=5).points
    assert [(p.threshold, p.chosen) for p in points if p.name == "balanced"] == [(0.7, "given")]


def test_calibration_before_and_after(evaluation):
    truth = MODEL.targets
    before = np.sqrt(MODEL.probabilities)
    assert evaluation.calibration.error == calibration_error(truth, MODEL.probabilities)
    assert evaluation.calibration.brier == brier(truth, MODEL.probabilities)
    assert evaluation.before.error == calibration_error(truth, before)
    assert evaluation.before.mean_probability == pytest.approx(before.mean())


def test_same_seed_same_intervals(evaluation):
    same, other = (evaluate(MODEL, thresholds={}, baselines={}, draws=100, seed=seed) for seed in (3, 4))
    assert same.intervals == evaluation.intervals
    assert other.intervals != evaluation.intervals


def test_json_holds_it_all(evaluation):
    said = json.loads(json.dumps(evaluation.to_json()))
    assert said["prevalence"] == evaluation.prevalence
    assert said["intervals"]["roc_auc"] == list(evaluation.intervals["roc_auc"])
    assert said["points"][0]["rates"] == evaluation.points[0].rates
    assert said["differences"]["bag of words"]["best_f1"]["p"] <= 1


@pytest.mark.parametrize("target", [0, 1])
def test_one_class_cannot_be_measured(target):
    alone = replace(MODEL, targets=np.full(500, target, dtype=np.int8))
    with pytest.raises(ScoresError, match="nothing to tell apart"):
        evaluate(alone, thresholds={}, baselines={})


def test_scores_of_other_functions_are_refused():
    with pytest.raises(ScoresError, match="length alone: scores of other functions"):
        evaluate(MODEL, thresholds={}, baselines={"length alone": scored(400)})
    with pytest.raises(ScoresError, match="before calibration: scores of other functions"):
        evaluate(MODEL, thresholds={}, baselines={}, before=scored(400))


def source(name: str, scored: Scored, threshold: float | None = 0.45) -> Source:
    return Source(name, "toy-valid", scored, threshold, "f1 on toy-valid", None)


SEEDS = [source("run-42", MODEL), source("run-7", scored(seed=7), 0.55)]


@pytest.fixture(scope="module")
def assessed():
    return assess(SEEDS, source("old", WEAK), Asked(None, draws=40))


def test_runs_together(assessed):
    aucs = [one.figures["roc_auc"] for one in assessed.evaluations.values()]
    spread = assessed.agreement.figures["roc_auc"]
    assert spread.mean == pytest.approx(np.mean(aucs))
    assert spread.deviation == pytest.approx(np.std(aucs, ddof=1))
    assert {"accuracy @ 0.5", "recall @ recommended"} < set(assessed.agreement.figures)
    flipped = (MODEL.probabilities >= 0.45) != (SEEDS[1].scored.probabilities >= 0.55)
    assert assessed.agreement.flips["recommended"].any == pytest.approx(flipped.mean())


def test_without_a_recommendation_only_one_half_is_compared():
    runs = [replace(one, threshold=None) for one in SEEDS]
    found = assess(runs, source("old", WEAK), Asked(None, draws=5))
    assert set(found.agreement.flips) == {"0.5"}
    assert set(found.comparisons["run-42"].decisions) == {"0.5"}
    assert "f1 @ recommended" not in found.agreement.figures


def test_every_model_is_held_against_the_other(assessed):
    assert set(assessed.comparisons) == {"run-42", "run-7"}
    for compared in assessed.comparisons.values():
        assert compared.name == "old"
        assert compared.differences["roc_auc"].low > 0
        assert compared.decisions["recommended"].first_right > compared.decisions["recommended"].second_right


def shown(tables, width: int, *, colour: bool = False) -> str:
    console = Console(width=width, file=io.StringIO(), force_terminal=colour, highlight=False)
    for table in tables:
        console.print(table)
    return console.file.getvalue()


def test_tables_fit_a_terminal_of_80_columns(assessed):
    text = shown(assessment_tables(assessed), 80)
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text
    for said in (
        "ROC-AUC",
        "VD-S",
        "recommended",
        "McNemar",
        "over 2 runs",
        "decisions that differ",
        "Brier",
    ):
        assert said in text


def test_better_is_green_and_worse_is_red(assessed):
    weak = assess([source("weak", scored(signal=-1))], source("strong", MODEL), Asked(None, draws=20))
    good, bad = (shown(assessment_tables(one), 100, colour=True) for one in (assessed, weak))
    green, red = "\x1b[32m", "\x1b[31m"
    assert green in good
    assert red not in good
    assert red in bad
    auc = next(line for line in bad.splitlines() if "ROC-AUC" in line)
    assert f"{weak.evaluations['weak'].figures['roc_auc']:.3f} -" in auc


def test_what_was_left_out_is_said(tmp_path):
    found = assess([replace(SEEDS[0], left_out=7)], None, Asked(tmp_path, draws=5))
    assert found.notes == (
        "run-42: left out for want of score or label: 7",
        "run-42: no baselines, as the file of toy-valid is not where it was",
    )
    assert "want of score or label: 7" in shown(assessment_tables(found), 80)
