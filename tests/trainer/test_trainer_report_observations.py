"""The page of observations says what the scores say, whichever way they point."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from toy_runs import PART, make_run, scored

from vscan_trainer.cli.report import report
from vscan_trainer.report.figures import RECALL, values
from vscan_trainer.report.observations import write_observations
from vscan_trainer.report.observations.recorded import EXPECTED, RECORD
from vscan_trainer.run import RunError

SCRIPT = Path(__file__).parents[2] / "trainer" / "runs" / "observations.sh"


def page(folder: Path) -> str:
    write_observations(folder, folder / "page.md", draws=60)
    return (folder / "page.md").read_text(encoding="utf-8")


def answer(text: str, question: str) -> str:
    found = re.search(rf"^### {question}.*?\n\n(.*?)$", text, re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("quality", "word"),
    [(2.5, "Better in"), (0.2, "Worse in"), (1.0, "No difference that n = 400 can show.")],
)
def test_an_answer_turns_with_the_scores(tmp_path, quality, word):
    make_run(tmp_path / "production-42", scored(1.0))
    make_run(tmp_path / "multiplier-1.3", scored(quality, noise=3), weight_multiplier=1.3)
    assert answer(page(tmp_path), "Weight multiplier 1.3").startswith(word)


@pytest.mark.parametrize(("quality", "words"), [(3.0, "yes"), (0.1, "no")])
def test_the_corrected_recipe_is_above_the_record_or_it_is_not(tmp_path, quality, words):
    make_run(tmp_path / "corrected-42", scored(quality), preset="corrected")
    rows = re.findall(r"^\| corrected-42 \|.*draws\).*", page(tmp_path), re.MULTILINE)
    assert len(rows) == 2
    assert all(re.search(rf"\| {words} \(\d+% of the draws\) \|$", row) for row in rows)


def test_at_one_threshold_all_figures_are_of_the_same_functions_flagged():
    toy = scored(1.0)
    found = values(toy)
    flagged, hits = 0, 0
    for threshold in np.unique(toy.probabilities):
        above = toy.probabilities >= threshold
        caught = int(toy.targets[above].sum())
        enough = caught >= RECALL * toy.targets.sum()
        if enough and (not flagged or caught / above.sum() > hits / flagged):
            flagged, hits = int(above.sum()), caught
    wrong = flagged - hits + int(toy.targets.sum()) - hits
    assert found["precision_at_recall"] == pytest.approx(hits / flagged)
    assert found["f1_at_recall"] == pytest.approx(2 * hits / (flagged + toy.targets.sum()))
    assert found["accuracy_at_recall"] == pytest.approx(1 - wrong / len(toy))


@pytest.mark.parametrize(("spread", "said"), [(4.0, "No: F1 is kept"), (0.12, "price of F1")])
def test_thresholds_are_answered_from_the_scores_of_production(tmp_path, spread, said):
    # Where logits hardly spread, a small step of the threshold passes most of the functions.
    toy = scored(2.0)
    odds = (toy.probabilities / (1 - toy.probabilities)) ** spread
    squeezed = type(toy)(toy.keys, toy.targets, odds / (1 + odds), toy.lines)
    make_run(tmp_path / "production-42", squeezed)
    assert said in answer(page(tmp_path), "Does a threshold of 0.60")


def test_the_ladder_names_each_change_and_what_it_moved(tmp_path):
    make_run(tmp_path / "production-42", scored(0.5))
    one = {"class_weights": "none", "weight_multiplier": 1.0}
    make_run(tmp_path / "ladder-1-one-balance", scored(0.5), **one)
    make_run(tmp_path / "ladder-2-full-rate", scored(2.0), **one, encoder_factor=1.0)
    text = page(tmp_path)
    assert "| ladder-1-one-balance | class_weights none, weight_multiplier 1 |" in text
    assert "| ladder-2-full-rate | encoder_factor 1 |" in text
    assert re.search(r"^- ROC-AUC: ladder-2-full-rate \(\+0\.\d+\)\.$", text, re.MULTILINE)
    assert (tmp_path / "page-ladder.png").stat().st_size > 10_000


def test_missing_runs_are_named_and_nothing_is_said_of_them(tmp_path):
    make_run(tmp_path / "production-42", scored(1.0))
    unfinished = make_run(tmp_path / "focal", scored(1.0), focal_loss=True)
    unfinished.scores(PART).unlink()
    text = page(tmp_path)
    told = re.search(r"\*\*Not run yet.*?\*\* (.*)\.$", text, re.MULTILINE)
    assert told is not None
    assert told[1].split(", ") == [name for name in EXPECTED if name != "production-42"]
    assert "Focal loss" not in text
    assert not list(tmp_path.glob("*.png"))


def test_a_complete_folder_misses_nothing(tmp_path):
    for name in EXPECTED:
        preset = "corrected" if name.startswith("corrected") else "production"
        make_run(tmp_path / name, scored(1.0), preset=preset)
    text = page(tmp_path)
    assert "Not run yet" not in text
    for image in re.findall(r"\]\((page-[a-z-]+\.png)\)", text):
        assert (tmp_path / image).exists()
    assert len(list(tmp_path.glob("*.png"))) == 2


def test_commands_carry_what_was_changed_and_no_folder_of_this_machine(tmp_path):
    make_run(
        tmp_path / "focal", scored(1.0), focal_loss=True, focal_gamma=1.5, dropout=0.3, learning_rate=3e-4,
        use_code_features=False,
    )  # fmt: skip
    text = page(tmp_path)
    own, codebert = re.findall(r"^    vscan-train fit .*$", text, re.MULTILINE)
    assert own.endswith("--seed 42 --learning-rate 0.0003 --dropout 0.3 --focal-loss --focal-gamma 1.5")
    assert "--base microsoft/codebert-base" in codebert
    assert codebert.endswith("--seed 42 --dropout 0.3 --focal-loss --focal-gamma 1.5")
    assert "/home/" not in text


def test_the_encoder_is_described_by_its_own_configuration(tmp_path):
    run = make_run(tmp_path / "production-42", scored(1.0), length=256)
    run.write("encoder/config.json", {"num_hidden_layers": 3, "hidden_size": 192})
    text = page(tmp_path)
    assert "3 layers x 192 (4,523,521 weights)" in text
    assert "`length` 256, not 512" in text
    make_run(tmp_path / "multiplier-1.3", scored(1.0), weight_multiplier=1.3, length=128)
    text = page(tmp_path)
    assert "`length` 256 in production-42 and 128 in multiplier-1.3, not 512" in text
    assert "- what was changed: weight_multiplier 1.3, length 128" in text


def test_the_record_is_consistent_with_its_own_matrices():
    for was in RECORD.values():
        assert was.functions == 2_732
        assert was.f1 == pytest.approx(was.best_f1, abs=1e-4)
        assert was.accuracy == pytest.approx(was.accuracy_at_half, abs=2e-3)


def test_the_script_runs_exactly_what_the_page_expects():
    script = SCRIPT.read_text(encoding="utf-8")
    assert sorted(re.findall(r"^run ([a-z0-9.-]+)", script, re.MULTILINE)) == sorted(EXPECTED)
    subprocess.run(["bash", "-n", str(SCRIPT)], check=True)


def test_the_command_writes_the_page_and_refuses_a_folder_without_runs(tmp_path):
    make_run(tmp_path / "runs" / "production-42", scored(1.0))
    output = tmp_path / "docs" / "observations.md"
    arguments = ["--observations", str(output), "--draws", "20", str(tmp_path / "runs")]
    assert CliRunner().invoke(report, arguments, catch_exceptions=False).exit_code == 0
    assert output.read_text(encoding="utf-8").startswith("# Observations")
    (tmp_path / "empty").mkdir()
    with pytest.raises(RunError, match="holds none of the runs"):
        write_observations(tmp_path / "empty", output)


def test_a_page_repeats_to_the_letter(tmp_path):
    make_run(tmp_path / "production-42", scored(1.0))
    make_run(tmp_path / "corrected-42", scored(1.5), preset="corrected")
    first = page(tmp_path)
    images = [path.read_bytes() for path in sorted(tmp_path.glob("*.png"))]
    assert page(tmp_path) == first
    assert [path.read_bytes() for path in sorted(tmp_path.glob("*.png"))] == images
