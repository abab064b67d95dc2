from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from toy_corpus import rows, write_corpora

from vscan.features import feature_names
from vscan.metrics import METRICS
from vscan.scoring.base import load_parts as model_parts
from vscan.scoring.card import ModelCard, ModelError
from vscan.scoring.influence import NgramLines
from vscan_trainer.calibrate import halves
from vscan_trainer.datasets import DatasetError, Row
from vscan_trainer.evaluation.compare import Difference
from vscan_trainer.evaluation.ranking import calibration_error, figures, shift_prior
from vscan_trainer.evaluation.scored import ScoresError
from vscan_trainer.modelcard.calibration import Reliability
from vscan_trainer.modelcard.document import write_document
from vscan_trainer.modelcard.effort import Effort, total
from vscan_trainer.modelcard.lines import at_random, changed_lines
from vscan_trainer.modelcard.measure import Figures, measure
from vscan_trainer.modelcard.measured import Asked
from vscan_trainer.modelcard.pairs import ordered, shares
from vscan_trainer.modelcard.parts import Part, load_parts
from vscan_trainer.modelcard.scores import CommandError, ModelScores, score_part
from vscan_trainer.modelcard.seen import seen
from vscan_trainer.modelcard.speed import measure_speed
from vscan_trainer.modelcard.tables import points_table, readme_table
from vscan_trainer.modelcard.targets import Goal, goals_table
from vscan_trainer.run import Run, RunError

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "model_figures.py"


def write_pairs(path: Path, count: int) -> None:
    """Both sides of `count` fixes, and one in Python."""
    made = rows("primevul", 2 * count, seed=5)
    sides = [(one.text, other.text) for one, other in zip(made[::2], made[1::2], strict=True)]
    learnt = rows("devign", 60, seed=len("devign"))[7].text  # of devign-train
    sides[0] = (sides[0][0], learnt.replace("\n", "\n\n  /* fixed */ "))
    names = ["a.c"] * count + ["a.py"]
    with path.open("w", encoding="utf-8") as file:
        for (before, after), name in zip([*sides, ("def f(): pass", "def g(): pass")], names, strict=True):
            row = {"func_src_before": before, "func_src_after": after, "vul_type": "cwe-120"}
            removed = [{"line_no": before.count("\n") - 1}] if name == "a.c" else []
            changes = {"deleted": removed, "added": []}
            file.write(json.dumps({**row, "file_name": name, "line_changes": changes}) + "\n")


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpora")
    write_corpora(folder)
    write_pairs(folder / "sven-train.jsonl", 12)
    return folder


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    (folder / "a.c").write_text("\n".join(row.text for row in rows("devign", 5, seed=1)), encoding="utf-8")
    (folder / "b.py").write_text("def f():\n    return 1\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def asked(
    corpora: Path, tree: Path, model: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Asked, Figures]:
    """Measured twice: the second time against the first's kept scores."""
    work = tmp_path_factory.mktemp("work")
    run = write_run(work / "fit", seconds=7200.0, threads=2)
    first = Asked(corpora, model, work / "kept", cache=work / "cache", draws=40)
    measure(first)
    again = replace(first, against=work / "kept", tree=tree, runs=(run.folder,))
    return again, measure(again)


def write_run(folder: Path, **said: object) -> Run:
    run = Run(folder)
    run.write("run.json", {"verb": "fit", "started": "2026-01-02T03:04:05", "device": "cpu", **said})
    return run


def part_of(targets, name="devign") -> Part:
    return Part(name, [Row(name, f"int f{i};", int(t)) for i, t in enumerate(targets)], ())


def scores_of(part: Part, probabilities, prior=0.03) -> ModelScores:
    return ModelScores("toy", "0", prior, part.digest, np.array(probabilities, dtype=np.float32))


def test_parts_leave_out_what_has_no_label_and_what_is_python(corpora: Path):
    devign, primevul, sven = load_parts(corpora)
    assert (len(devign.rows), len(primevul.rows), len(sven.rows)) == (60, 59, 24)
    assert [row.target for row in sven.rows] == [1, 0] * 12
    assert [path.name for path in sven.train] == ["devign-train.jsonl.xz", "primevul-train.jsonl.xz"]


def test_functions_that_training_held(corpora: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    sven = load_parts(corpora)[2]
    expected = [i == 1 for i in range(24)]
    assert seen(sven, tmp_path).tolist() == expected
    monkeypatch.setattr("vscan_trainer.datasets.load", None)
    assert seen(sven, tmp_path).tolist() == expected


@pytest.mark.parametrize(
    ("lines", "changed", "expected"),
    [(10, 1, 0.3), (10, 0, 0.0), (4, 2, 1.0), (2, 1, 1.0), (5, 2, 1 - 1 / 10)],
)
def test_lines_drawn_at_random(lines: int, changed: int, expected: float):
    assert at_random(lines, changed) == pytest.approx(expected)


def test_changed_lines_are_looked_for_among_the_lines_of_influence(corpora: Path, model: Path):
    hits = changed_lines(corpora / "sven-train.jsonl", model)
    assert hits.found.shape == hits.chance.shape == (12,)
    text = load_parts(corpora)[2].rows[0].text
    code = [line for line in text.splitlines() if line.strip()]
    assert hits.chance[0] == pytest.approx(3 / len(code))
    card, tokenizer, wide, _ = model_parts(model, feature_names(METRICS))
    told = NgramLines(tokenizer, wide, card.fusion).influence(text)
    assert hits.found[0] == (text.count("\n") - 1 in [one.line for one in told])


def test_a_model_without_ngrams_tells_no_lines(corpora: Path, model: Path, tmp_path: Path):
    deep = Path(shutil.copytree(model, tmp_path / "deep"))
    card = ModelCard.load(deep)
    general = replace(card.fusion.general, wide=0.0, trees=0.0)
    replace(card, fusion=replace(card.fusion, general=general, special=None)).save(deep)
    assert changed_lines(corpora / "sven-train.jsonl", deep) is None


def test_pairs_without_line_numbers(corpora: Path, model: Path, tmp_path: Path):
    row = {"func_src_before": "int f;", "func_src_after": "int g;", "vul_type": "", "file_name": "a.c"}
    (tmp_path / "sven.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"sven\.jsonl:1: no line numbers"):
        changed_lines(tmp_path / "sven.jsonl", model)


def test_a_corpus_that_is_not_there(tmp_path: Path):
    with pytest.raises(DatasetError, match=r"devign-valid\.jsonl"):
        load_parts(tmp_path)


@pytest.fixture(scope="module")
def fresh(model: Path) -> ModelScores:
    return score_part(part_of([1, 0, 1]), model, None)


def test_scores_are_those_of_the_installed_command(fresh: ModelScores):
    assert (fresh.model, fresh.prior) == ("tiny, 2024-01-01", 0.03)
    assert fresh.probabilities.shape == (3,)
    assert ((fresh.probabilities > 0) & (fresh.probabilities < 1)).all()


def test_kept_scores_are_taken(fresh: ModelScores, model: Path, tmp_path: Path):
    part = part_of([1, 0, 1])
    replace(fresh, probabilities=np.float32([0.1, 0.2, 0.3])).save(tmp_path / "devign.npz")
    assert score_part(part, model, tmp_path).probabilities.tolist() == pytest.approx([0.1, 0.2, 0.3])


@pytest.mark.parametrize("other", [{"digest": "of another model"}, {"functions": "others"}])
def test_kept_scores_of_another_model_or_other_functions_are_replaced(
    fresh: ModelScores, model: Path, tmp_path: Path, other
):
    replace(fresh, probabilities=np.float32([2, 2, 2]), **other).save(tmp_path / "devign.npz")
    score_part(part_of([1, 0, 1]), model, tmp_path)
    kept = ModelScores.load(tmp_path / "devign.npz")
    assert kept.probabilities.tolist() == fresh.probabilities.tolist()
    assert (kept.digest, kept.functions) == (fresh.digest, fresh.functions)


def test_a_model_that_cannot_score(model: Path, tmp_path: Path):
    broken = Path(shutil.copytree(model, tmp_path / "broken"))
    (broken / "model.onnx").unlink()
    with pytest.raises(CommandError, match="vscan score failed"):
        score_part(part_of([1, 0]), broken, None)
    with pytest.raises(ModelError, match="no model directory"):
        score_part(part_of([1, 0]), tmp_path / "none", None)


def test_what_has_no_odds_ranks_last():
    part = part_of([1, 0, 1])
    scores = scores_of(part, [0.4, np.nan, 0.1])
    assert scores.of(part).probabilities.tolist() == pytest.approx([0.4, 0.0, 0.1])
    assert scores.known.tolist() == [True, False, True]


def test_scores_of_other_functions_are_refused():
    part, other = part_of([1, 0]), part_of([1, 0, 0])
    with pytest.raises(ScoresError, match="other functions than those of devign"):
        scores_of(other, [0.1, 0.2, 0.3]).of(part)


def test_scores_that_cannot_be_read(tmp_path: Path):
    path = tmp_path / "devign.npz"
    with pytest.raises(ScoresError, match="cannot read the scores"):
        ModelScores.load(path)
    path.write_bytes(b"PK\3\4 no archive")
    with pytest.raises(ScoresError, match="cannot read the scores"):
        ModelScores.load(path)


def test_a_pair_that_ties_counts_as_wrong():
    part = part_of([1, 0] * 4, "sven")
    scored = part.scored(np.array([0.9, 0.1, 0.2, 0.3, 0.5, 0.5, 0.8, 0.7]))
    assert ordered(scored).tolist() == [True, False, False, True]


def test_shares_of_pairs_are_drawn_together():
    right = np.array([True, False, True, True] * 10)
    one, other = shares([right, right], draws=200, seed=1)
    assert one.value == 0.75
    low, high = one.interval
    assert 0.55 < low < 0.75 < high < 0.95
    assert np.all((one - other).draws == 0)


def test_odds_that_hold_at_another_prevalence_are_right_once_moved():
    rng = np.random.default_rng(3)
    own = rng.beta(2, 2, 20_000)
    part = part_of(rng.random(len(own)) < own)
    prevalence = float(np.mean([row.target for row in part.rows]))
    stated = shift_prior(own, prevalence, 0.03)
    found = Reliability.of(part, scores_of(part, stated))
    assert found.error < 0.02
    assert found.raw_error > 0.3
    assert found.functions == 10_000
    assert sum(one.functions for one in found.bins) == 10_000
    gaps = [abs(one.stated - one.observed) * one.functions for one in found.bins]
    assert sum(gaps) / found.functions == pytest.approx(found.error)
    assert found.chance == pytest.approx(found.error, rel=0.5)


def test_odds_are_judged_by_length():
    """Short functions have 20 lines, and odds that are too high; long ones 400, and odds that hold."""
    targets = np.random.default_rng(5).random(4000) < 0.2
    long = np.arange(len(targets)) % 2 == 0
    rows = [
        Row("devign", f"int f{i};" + "\n" * (399 if long[i] else 19), int(target))
        for i, target in enumerate(targets)
    ]
    part = Part("devign", rows, ())
    odds = np.where(long, 0.2, 0.4)
    found = Reliability.of(part, scores_of(part, odds, prior=targets[halves(len(targets)) == 1].mean()))
    assert list(found.lengths) == ["11 to 30", "over 300"]
    short, tall = found.lengths.values()
    assert short.functions + tall.functions == found.functions
    assert (short.stated, tall.stated) == (pytest.approx(0.4), pytest.approx(0.2))
    assert short.observed == pytest.approx(0.2, abs=0.05)
    assert tall.observed == pytest.approx(0.2, abs=0.05)
    assert found.chance < 0.03 < found.error


def test_reliability_is_of_the_second_half_and_of_what_has_odds():
    targets = np.random.default_rng(4).integers(0, 2, 200)
    odds = np.full(200, 0.5)
    part = part_of(targets)
    held = halves(200) == 1
    odds[~held] = 0.0001
    odds[np.flatnonzero(held)[:2]] = np.nan
    left = targets[held][2:]
    found = Reliability.of(part, scores_of(part, odds, prior=0.5))
    assert found.functions == len(left)
    assert found.raw_error == pytest.approx(abs(left.mean() - 0.5))


def test_speed_counts_the_functions_that_the_model_is_for(tree: Path, model: Path):
    speed = measure_speed(tree, model)
    assert (speed.functions, speed.files) == (5, 2)
    assert speed.per_second == 5 / speed.seconds
    assert 0 < speed.seconds < 60


def test_a_tree_without_functions_has_no_speed(model: Path, tmp_path: Path):
    (tmp_path / "b.py").write_text("def f():\n    return 1\n", encoding="utf-8")
    with pytest.raises(CommandError, match="no function in c or cpp"):
        measure_speed(tmp_path, model)


def test_speed_gives_the_cores_back(tree: Path, model: Path, monkeypatch: pytest.MonkeyPatch):
    if sys.platform != "linux":
        pytest.skip("cores can be chosen on Linux alone")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 2))
    before = os.sched_getaffinity(0)
    with pytest.raises(CommandError, match="vscan scan failed"):
        measure_speed(tree, model)
    assert os.sched_getaffinity(0) == before


def test_energy_of_training(tmp_path: Path):
    processor = Effort.of(write_run(tmp_path / "a", seconds=3600.0, threads=2).folder)
    gpu = Effort.of(write_run(tmp_path / "b", seconds=1800.0, threads=16, device="cuda").folder)
    assert processor.kilowatt_hours == pytest.approx(0.02)
    assert gpu.kilowatt_hours == pytest.approx(0.35)
    assert total([processor, gpu]) == pytest.approx(0.37)


@pytest.mark.parametrize(
    ("said", "message"),
    [({"threads": 2}, "not of a finished run"), ({"seconds": 1, "device": "abacus"}, "no assumption")],
)
def test_training_that_cannot_be_told(tmp_path: Path, said, message: str):
    with pytest.raises(RunError, match=message):
        Effort.of(write_run(tmp_path, **said).folder)


def test_goals():
    high, low = Goal("AUC", 0.7, 0.7), Goal("miss rate", 0.8, 0.81, low=True, bag_of_words=0.9)
    assert (high.met, low.met, Goal("unknown", 1.0, None).met) == (True, False, None)
    assert replace(low, measured=0.8).met
    table = goals_table([high, low])
    assert table.head == ["figure", "bag of words", "target", "measured"]
    assert table.rows == [["AUC", "", "≥ 0.700", "0.700 ✓"], ["miss rate", "0.900", "≤ 0.800", "0.810"]]


def test_a_gain_over_the_previous_model_is_told_with_its_interval():
    goal = Goal("AUC", 0.7, 0.72, previous=0.7, difference=Difference(0.02, -0.01, 0.05, 0.2))
    assert goal.cells()[-2:] == ["0.700", "+0.020 (-0.010 to +0.050)"]


def test_everything_measured_is_of_the_scores(asked: tuple[Asked, Figures]):
    request, found = asked
    by_name = {goal.figure: goal for goal in found.goals}
    assert len(by_name) == len(found.goals) == 15
    devign, _, sven = load_parts(request.data)
    scored = score_part(devign, request.model, request.keep).of(devign)
    expected = figures(scored.targets, scored.probabilities, scored.lines)
    assert by_name["Devign: ROC-AUC"].measured == pytest.approx(expected["roc_auc"])
    assert by_name["Devign: best accuracy"].measured == pytest.approx(expected["best_accuracy"])
    assert found.evaluations["devign"].figures == pytest.approx(expected)
    pairs = score_part(sven, request.model, request.keep).of(sven).probabilities
    assert by_name["SVEN pairs: vulnerable scored above its fix"].measured == np.mean(
        pairs[::2] > pairs[1::2]
    )
    assert (found.pairs, found.new_pairs) == (12, 11)
    new = by_name["SVEN: of the 11 pairs that training did not hold"]
    assert new.measured == np.mean(pairs[2::2] > pairs[3::2])
    assert found.abstained == {"devign": 0, "primevul": 0, "sven": 0}


def test_the_words_of_the_toy_corpus_decide(asked: tuple[Asked, Figures]):
    by_name = {goal.figure: goal for goal in asked[1].goals}
    assert by_name["Devign: ROC-AUC"].bag_of_words > 0.95
    assert by_name["Devign: ROC-AUC"].length_alone < 0.95


def test_a_model_gains_nothing_over_itself(asked: tuple[Asked, Figures]):
    gains = [goal.difference for goal in asked[1].goals if goal.difference]
    assert len(gains) == 10
    assert {(gain.value, gain.low, gain.high, gain.p) for gain in gains} == {(0.0, 0.0, 0.0, 1.0)}
    assert asked[1].previous == asked[1].label


def test_an_earlier_model_that_still_loads_is_scored_again(asked: tuple[Asked, Figures], tmp_path: Path):
    request, found = asked
    other = Path(shutil.copytree(request.model, tmp_path / "other"))
    card = ModelCard.load(other)
    general = replace(card.fusion.general, deep=-card.fusion.general.deep)
    replace(card, name="turned", fusion=replace(card.fusion, general=general, special=None)).save(other)
    again = measure(replace(request, against=other, tree=None, runs=(), draws=5))
    assert again.previous.startswith("turned, 2024-01-01 (")
    first = {goal.figure: goal for goal in again.goals}["Devign: ROC-AUC"]
    assert first.difference.value == pytest.approx(first.measured - first.previous)
    assert first.measured == found.goals[0].measured
    assert first.previous != first.measured


def test_sizes_and_speed(asked: tuple[Asked, Figures]):
    request, found = asked
    assert sum(found.sizes.values()) == sum(p.stat().st_size for p in request.model.rglob("*") if p.is_file())
    by_name = {goal.figure: goal for goal in found.goals}
    assert by_name["size of all files, MB"].measured == sum(found.sizes.values()) / 1e6
    assert by_name["functions/s of a real tree, cold, 2 cores"].measured == found.speed.per_second


def test_calibration_is_told_at_both_prevalences(asked: tuple[Asked, Figures]):
    request, found = asked
    devign = load_parts(request.data)[0]
    scored = score_part(devign, request.model, request.keep).of(devign)
    held = halves(60) == 1
    raw = calibration_error(scored.targets[held], scored.probabilities[held])
    assert found.reliability["devign"].raw_error == pytest.approx(raw)
    assert found.reliability["devign"].prior == 0.03


def test_the_figures_are_json(asked: tuple[Asked, Figures]):
    content = json.loads(json.dumps(asked[1].to_json()))
    assert [goal["met"] is None for goal in content["goals"]] == [False] * 15
    assert content["evaluations"]["primevul"]["points"]
    assert content["training"][0]["seconds"] == 7200


def test_the_operating_points_are_the_cards(asked: tuple[Asked, Figures]):
    found = asked[1]
    table = points_table(found.evaluations["primevul"], found.card.points, found.card.default_point)
    assert [row[0] for row in table.rows] == ["**balanced**", "low-noise"]
    assert [row[1] for row in table.rows] == ["25.00%", "50.00%"]


def test_the_readmes_table(asked: tuple[Asked, Figures]):
    found = asked[1]
    table = readme_table(found)
    assert [row[1] for row in table.rows] == ["**vscan**", "bag of words", "length alone"] * 2
    assert table.rows[0][0] == "Devign, 60 functions, 50% vulnerable"
    low, high = found.evaluations["devign"].intervals["roc_auc"]
    assert table.rows[0][2] == f"{found.goals[0].measured:.3f} ({low:.3f}-{high:.3f})"


def test_the_document_tells_what_was_measured(asked: tuple[Asked, Figures], tmp_path: Path):
    found = asked[1]
    card = replace(found.card, data={"devign-train": "60 functions", "elsewhere": "9 functions"})
    write_document(replace(found, card=card), tmp_path / "docs" / "model.md")
    text = (tmp_path / "docs" / "model.md").read_text(encoding="utf-8")
    assert goals_table(found.goals).markdown() in text
    assert "Zhou, Liu, Siow, Du and Liu" in text
    assert "27,318 functions of FFmpeg and QEMU, 46 % vulnerable. Licence" in text
    assert "DiverseVul" not in text
    assert "- It has learnt nothing." in text
    assert "0.04 kWh in all" in text
    assert f"the error is {found.reliability['devign'].error:.3f} so moved" in text
    assert (tmp_path / "docs" / "model-calibration.png").read_bytes().startswith(b"\x89PNG")


def test_a_document_without_runs_and_tree_says_so(asked: tuple[Asked, Figures], tmp_path: Path):
    bare = replace(asked[1], efforts=(), speed=None, previous="", abstained={"devign": 3})
    write_document(bare, tmp_path / "model.md")
    text = (tmp_path / "model.md").read_text(encoding="utf-8")
    assert "No run's directory was at hand" in text
    assert "no odds to 3 functions" in text
    assert "one cold scan" not in text
    assert "kWh" not in text


def test_the_benchmark_prints_tables_and_writes_files(asked: tuple[Asked, Figures], tmp_path: Path):
    request, found = asked
    options = {"--model": request.model, "--keep": request.keep, "--against": request.keep}
    options |= {"--cache": request.cache, "--draws": 40, "--json": tmp_path / "f.json"}
    words = [str(word) for option in options.items() for word in option]
    done = subprocess.run(
        [sys.executable, SCRIPT, request.data, *words, "--card", tmp_path / "model.md"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert f"{found.goals[0].measured:.3f}" in done.stdout
    assert f"previous: {found.previous}" in done.stdout
    assert json.loads((tmp_path / "f.json").read_text())["goals"][0]["measured"] == found.goals[0].measured
    assert (tmp_path / "model.md").exists()


def test_the_benchmark_says_what_is_wrong_in_one_line(tmp_path: Path):
    done = subprocess.run([sys.executable, SCRIPT, tmp_path], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("model_figures: error: ")
    assert done.stderr.count("\n") == 1
