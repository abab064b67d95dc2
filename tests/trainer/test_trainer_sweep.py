"""Thresholds: what each does, which one is recommended, and what the verb leaves behind."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    f1_score,
    matthews_corrcoef,
    precision_score,
    recall_score,
)

from vscan_trainer.cli.sweep import sweep as sweep_verb
from vscan_trainer.evaluation.points import Confusion, choose, sweep
from vscan_trainer.evaluation.recommend import recommend
from vscan_trainer.evaluation.scored import Scored, ScoresError
from vscan_trainer.evaluation.tables.swept import sweep_table
from vscan_trainer.run import Run, RunError


def scored_by(truth, odds) -> Scored:
    count = len(truth)
    lines = np.ones(count, dtype=np.int64)
    return Scored(np.arange(count).astype(str), np.array(truth, np.int8), np.array(odds, np.float64), lines)


def sample(count: int = 400, seed: int = 1, share: float = 0.4) -> Scored:
    rng = np.random.default_rng(seed)
    truth = rng.random(count) < share
    return scored_by(truth, 1 / (1 + np.exp(-(truth + rng.normal(size=count)))))


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 0.77, 1.0])
def test_rates_are_those_of_scikit_learn(threshold):
    scored = sample()
    at, flagged = Confusion.at(scored, threshold), scored.probabilities >= threshold
    cells = [int(cell) for cell in (at.tn, at.fp, at.fn, at.tp)]
    assert cells == confusion_matrix(scored.targets, flagged).ravel().tolist()
    assert at.accuracy == pytest.approx(accuracy_score(scored.targets, flagged))
    assert at.precision == pytest.approx(precision_score(scored.targets, flagged, zero_division=0))
    assert at.recall == pytest.approx(recall_score(scored.targets, flagged))
    assert at.f1 == pytest.approx(f1_score(scored.targets, flagged))
    assert at.mcc == pytest.approx(matthews_corrcoef(scored.targets, flagged))
    assert at.flagged == pytest.approx(flagged.mean())


def test_precision_at_another_prevalence():
    # 80 % of the vulnerable are found and 10 % of the others: among 1 % vulnerable 8 of 107
    truth = np.repeat([1, 0], [10, 100])
    at = Confusion.at(scored_by(truth, np.repeat([0.9, 0.1, 0.9, 0.1], [8, 2, 10, 90])), 0.5)
    assert at.precision_at(0.01) == pytest.approx(0.008 / (0.008 + 0.099))
    assert at.precision_at(10 / 110) == pytest.approx(float(at.precision))


odds = st.lists(st.tuples(st.booleans(), st.integers(0, 20)), min_size=2, max_size=40).filter(
    lambda pairs: 0 < sum(truth for truth, _ in pairs) < len(pairs)
)


@settings(deadline=None, max_examples=30)
@given(odds)
def test_a_higher_threshold_never_flags_more(pairs):
    scored = scored_by([truth for truth, _ in pairs], [score / 20 for _, score in pairs])
    rows = sweep(scored, 0.05)
    for name in ("flagged", "recall"):
        values = [row[name] for row in rows]
        assert values == sorted(values, reverse=True)
    for row in rows:
        flagged = scored.probabilities >= row["threshold"]
        assert row["flagged"] == pytest.approx(flagged.mean())
        assert row["f1"] == pytest.approx(f1_score(scored.targets, flagged, zero_division=0))


def test_the_steps_of_a_sweep():
    assert [row["threshold"] for row in sweep(sample(), 0.25)] == [0.25, 0.5, 0.75]
    assert len(sweep(sample())) == 99
    assert set(sweep(sample())[0]) == {"threshold", "accuracy", "precision", "recall", "f1", "flagged"}


@settings(deadline=None, max_examples=30)
@given(odds, st.sampled_from(["f1", "accuracy", "mcc"]))
def test_nothing_beats_the_chosen_threshold(pairs, by):
    scored = scored_by([truth for truth, _ in pairs], [score / 20 for _, score in pairs])
    chosen = getattr(Confusion.at(scored, choose(scored, by)), by)
    others = getattr(Confusion.at(scored, np.arange(1, 20) / 20), by)
    assert chosen >= others.max() - 1e-12


def test_of_equal_thresholds_the_middle_one():
    assert choose(scored_by([0, 0, 1, 1], [0.1, 0.2, 0.6, 0.7]), "f1") == pytest.approx(0.4, abs=0.0002)


def test_bounds_are_kept_and_used_up():
    scored = sample(2000)
    at = {by: choose(scored, by) for by in ("recall=0.9", "precision=0.7", "fpr=0.05")}
    found = {by: Confusion.at(scored, threshold) for by, threshold in at.items()}
    above = {by: Confusion.at(scored, threshold + 0.002) for by, threshold in at.items()}
    below = {by: Confusion.at(scored, threshold - 0.005) for by, threshold in at.items()}
    assert found["recall=0.9"].recall >= 0.9 > above["recall=0.9"].recall
    assert found["precision=0.7"].precision >= 0.7
    every = Confusion.at(scored, np.arange(1, 1000) / 1000)
    assert (
        found["precision=0.7"].tp >= every.tp[(every.precision >= 0.7) & (every.flagged >= 25 / 2000)].max()
    )
    assert found["fpr=0.05"].false_positive_rate <= 0.05 < below["fpr=0.05"].false_positive_rate


def test_precision_over_a_handful_of_functions_does_not_count():
    scored = scored_by([1] * 5 + [0] * 45 + [1] * 5, np.linspace(0.9, 0.1, 55))
    with pytest.raises(ScoresError, match=r"no threshold reaches precision=0\.9"):
        choose(scored, "precision=0.9")


@pytest.mark.parametrize("by", ["", "f2", "recall", "recall=", "recall=1.5", "recall=nan", "f1=0.5"])
def test_other_aims_are_refused(by):
    with pytest.raises(ScoresError, match="cannot choose by"):
        choose(sample(), by)


@pytest.fixture
def run(tmp_path):
    made = Run(tmp_path / "run-42")
    made.write("run.json", {"verb": "fit"})
    sample().save(made.scores("devign-valid"))
    return made


def test_the_recommendation_is_written(run):
    found = recommend(run, "devign-valid", sample(), "recall=0.9")
    said = run.read("threshold.json")
    assert said["threshold"] == found.threshold == choose(sample(), "recall=0.9")
    assert (said["by"], said["part"]) == ("recall=0.9", "devign-valid")
    assert said["sweep"] == sweep(sample())
    assert said["figures"]["recall"] == pytest.approx(float(Confusion.at(sample(), found.threshold).recall))


def test_the_recommendation_is_a_table(run):
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(sweep_table(recommend(run, "devign-valid", sample())))
    shown = console.export_text()
    threshold = f"{choose(sample(), 'f1'):.4f}"
    assert f"> {threshold}" in shown
    assert f"recommended: {threshold}, by f1 on devign-valid" in shown


def test_one_class_has_no_threshold(run):
    with pytest.raises(ScoresError, match="devign-valid: 0 of 5 functions are vulnerable"):
        recommend(run, "devign-valid", scored_by([0] * 5, [0.5] * 5))


def invoke(*arguments: object):
    return CliRunner().invoke(sweep_verb, [str(argument) for argument in arguments])


def test_the_verb(run):
    done = invoke(run.folder, "--by", "mcc", "--step", "0.25")
    assert done.exit_code == 0
    table = [line.split() for line in done.output.splitlines() if line.strip()[:1] in ("0", ">")]
    assert sorted(row[0] for row in table) == ["0.25", "0.50", "0.75", ">"]
    assert json.loads((run.folder / "threshold.json").read_text())["by"] == "mcc"
    assert max(map(len, done.output.splitlines())) <= 80


def test_the_verb_stays_with_the_part_of_before(run):
    sample(seed=2).save(run.scores("other"))
    assert isinstance(invoke(run.folder).exception, RunError)
    assert invoke(run.folder, "--part", "other").exit_code == 0
    assert invoke(run.folder).exit_code == 0
    assert run.read("threshold.json")["part"] == "other"


def test_the_verb_names_what_there_is(run):
    error = invoke(run.folder, "--part", "primevul-valid").exception
    assert str(error) == f"{run.folder} holds no scores of primevul-valid (there are devign-valid)"
