"""The verbs, as a user meets them; the `built` fixture is the whole chain."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner
from toy_corpus import rows, write_rows
from transformers import BertConfig, BertModel

from conftest import CHAIN
from vscan_trainer.cli import cli
from vscan_trainer.datasets import Row
from vscan_trainer.run import Run

RECIPE = Path(__file__).parents[2] / "trainer" / "runs" / "compact.sh"


@pytest.mark.parametrize("verb", [[], *([name] for name in sorted(cli.commands))], ids=" ".join)
def test_help(verb):
    result = CliRunner().invoke(cli, [*verb, "--help"])
    assert result.exit_code == 0
    assert result.output.startswith("Usage:")
    assert "\n  --" in result.output or "\n  -h" in result.output


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from vscan_trainer.cli import cli; cli.main(['fit', '--help'], standalone_mode=False);"
        "print([m for m in ('torch', 'transformers', 'sklearn', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def verbs(script: str) -> list[tuple[str, set[str]]]:
    """(verb, its options) of each command of a script."""
    lines = script.replace("\\\n", " ").splitlines()
    commands = [
        line.removeprefix("vscan-train ").split() for line in lines if re.match(r"(vscan-train )?\w+ ", line)
    ]
    return [
        (verb, {w for w in rest if w.startswith("--")}) for verb, *rest in commands if verb in cli.commands
    ]


def test_the_recipe_is_what_the_fixture_runs_in_small():
    """The same verbs in the same order, and no option that the verb does not have."""
    recipe = verbs(RECIPE.read_text())
    assert [verb for verb, _ in recipe] == [*(verb for verb, _ in verbs(CHAIN)), "stack"]
    for verb, options in recipe:
        known = {
            name for option in cli.commands[verb].params for name in (*option.opts, *option.secondary_opts)
        }
        assert options <= known, verb


def test_the_chain_leaves_a_model(built):
    names = {path.name for path in built.model.iterdir()}
    assert names >= {"card.json", "model.onnx", "vocab.json", "merges.txt", "wide.npz", "network.safetensors"}


def test_a_run_says_what_it_was(built):
    said = built.run.read()
    assert (said["verb"], said["preset"], said["device"]) == ("fit", "corrected", "cpu")
    assert said["settings"]["ngram_strength"] == [4, 1.5]
    assert said["base"]["name"] == str(built.base)
    assert [part["name"] for part in said["data"]["train"]] == ["primevul-train", "devign-train"]
    assert said["data"]["valid"][0]["unlabelled"] == 1
    assert said["best_epoch"] in (1, 2)
    assert said["parameters"] > 0
    assert said["seconds"] > 0
    assert set(said) >= {"vscan", "commit", "python", "libraries", "machine", "started", "threads"}
    threshold = built.run.read("threshold.json")
    assert threshold["part"] == "primevul-valid"
    assert any(row["threshold"] == pytest.approx(0.5) for row in threshold["sweep"])
    assert built.run.parts == ["devign-valid", "primevul-valid"]


FIT = ("fit", "--base")


def failed(command, capsys, *words: object) -> str:
    """The one line that it ends with."""
    capsys.readouterr()
    assert command(*words) == 2
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "rror: " in line]
    return line.removeprefix("vscan-train: error: ")


def test_a_broken_row(command, built, tmp_path, capsys):
    path = tmp_path / "mine.jsonl"
    path.write_text('{"func": "int f(void) { return 0; }"}\n')
    said = failed(command, capsys, "fit", path, "--base", built.base, "--run", "run")
    assert said.startswith(f"{path}:1: no label under target")
    assert not Path("run").exists()


def test_an_empty_class(command, built, tmp_path, capsys):
    path = tmp_path / "mine.jsonl"
    write_rows(path, [Row("toy", "int f(void) { return 0; }", 0)] * 9)
    said = failed(command, capsys, "fit", path, "--base", built.base, "--run", "run", "-j", 1)
    assert said == f"{path}: needs functions that are vulnerable and functions that are not"


def without_vocabulary(base: Path) -> str:
    (base / "merges.txt").unlink()
    return "lacks merges.txt: a base must be a RoBERTa-type checkpoint with a byte-level BPE"


def of_another_kind(base: Path) -> str:
    config = BertConfig(
        vocab_size=500, hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8
    )
    BertModel(config).save_pretrained(base)
    return "holds a checkpoint of type bert, not roberta"


def with_code(base: Path) -> str:
    weights = torch.load(base / "pytorch_model.bin", weights_only=True)
    torch.save({**weights, "lm_head.bias": print}, base / "pytorch_model.bin")
    return "its pytorch_model.bin holds more than weights, or is broken"


def with_few_embeddings(base: Path) -> str:
    vocab = json.loads((base / "vocab.json").read_text())
    (base / "vocab.json").write_text(json.dumps({**vocab, "<mask>": len(vocab) + 5}))
    return f"has {len(vocab)} embeddings for {len(vocab) + 6} tokens"


def with_few_positions(base: Path) -> str:
    return "has 64 positions for a window of 65"


@pytest.mark.parametrize(
    "spoil", [without_vocabulary, of_another_kind, with_code, with_few_embeddings, with_few_positions]
)
def test_a_base_that_does_not_fit(command, data, codebert, capsys, spoil):
    expected = spoil(codebert)
    length = 65 if spoil is with_few_positions else 64
    file = data / "devign-valid.jsonl"
    words = ("fit", file, "--base", codebert, "--run", "run", "--length", length, "--no-use-code-features")
    assert expected in failed(command, capsys, *words)
    # What did not start is in nobody's way.
    assert not Path("run", "metrics.jsonl").exists()
    Run(Path("run")).require_room(resume=False)


def test_a_disk_without_room(command, data, codebert, capsys, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(1, 1, 1000))
    words = ("--base", codebert, "--run", "run", "--length", 64, "--no-use-code-features")
    assert "a run needs" in failed(command, capsys, "fit", data / "devign-valid.jsonl", *words)


def test_a_run_is_not_overwritten(command, built, capsys):
    words = ("fit", built.data / "devign-train.jsonl.xz", "--base", built.base, "--run", built.run.folder)
    assert "already holds a run: go on with --resume" in failed(command, capsys, *words)
    assert "holds a finished run: nothing is left to resume" in failed(command, capsys, *words, "--resume")


def test_impossible_settings(command, data, capsys):
    file = data / "devign-valid.jsonl"
    words = ("fit", file, "--run", "run", "--ngrams", 12, "--no-calibrate")
    assert "joined to the encoder at calibration" in failed(command, capsys, *words)
    words = ("pretrain", file, "--vocabulary", data, "--run", "run", "--steps", 1, "--width", 10)
    assert failed(command, capsys, *words) == "3 heads do not divide the width 10"


def test_two_files_without_ngrams_are_refused_before_training(command, data, capsys):
    words = ("fit", data / "devign-valid.jsonl", data / "primevul-valid.jsonl", "--base", "compact")
    assert "two corpora need the n-gram part" in failed(command, capsys, *words, "--run", "run")
    assert not Path("run").exists()


def test_a_run_that_is_not_finished(command, built, tmp_path, capsys):
    folder = tmp_path / "stopped"
    folder.mkdir()
    said = {name: value for name, value in built.run.read().items() if name != "seconds"}
    Run(folder).write("run.json", said)
    assert "holds no finished run" in failed(command, capsys, "export", folder, "--output", "model")
    assert "holds no scores" in failed(command, capsys, "evaluate", folder)


def test_a_folder_that_is_no_run(command, data, capsys):
    assert "holds no run.json: not a run" in failed(command, capsys, "export", data, "--output", "model")


def test_same_verb_as_a_module(data):
    done = subprocess.run(
        [sys.executable, "-m", "vscan_trainer", "none-such"], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "No such command 'none-such'" in done.stderr


def test_vocabulary_of_a_sample(command, data, capsys):
    words = ("vocabulary", data / "devign-train.jsonl.xz", "--output", "v", "--size", 300, "--most", 10)
    assert command(*words) == 0
    assert "300 tokens learnt from 10 functions" in capsys.readouterr().out
    assert Path("v", "pretokenizer").read_text() == "code\n"


def test_calibration_to_another_prior(command, built, tmp_path):
    folder = Path(shutil.copytree(built.run.folder, tmp_path / "copy"))
    before = Run(folder).read("calibration.json")
    assert command("calibrate", folder, "--prior", 0.02, "--target-fpr", 0.1) == 0
    after = Run(folder).read("calibration.json")
    assert after["fusion"]["prior"] == 0.02
    assert after["fusion"]["general"]["bias"] < before["fusion"]["general"]["bias"]
    assert set(after["points"]) - set(before["points"]) == {"target-fpr"}


def test_averages_of_seeds(command, built, tmp_path):
    """Of two runs that are the same, either average is the same again."""
    for what in ("weights", "logits"):
        into = tmp_path / what
        words = ("average", built.run.folder, built.run.folder, "--run", into, "--of", what)
        assert command(*words, "--cache", built.cache, "-j", 1) == 0
        assert Run(into).read()["averaged"]["of"] == what
        from vscan_trainer.evaluation.scored import Scored

        for part in built.run.parts:
            ours, theirs = (Scored.load(run.scores(part)) for run in (built.run, Run(into)))
            assert theirs.probabilities == pytest.approx(ours.probabilities, abs=1e-5)


def test_an_average_leaves_out_what_one_run_has_not_scored(command, built, tmp_path):
    more = Run(Path(shutil.copytree(built.run.folder, tmp_path / "more")))
    shutil.copyfile(more.scores(more.parts[0]), more.scores("other"))
    into = Run(tmp_path / "average")
    words = ("average", more.folder, built.run.folder, "--run", into.folder, "--of", "logits")
    assert command(*words, "-j", 1) == 0
    assert into.parts == built.run.parts


def test_scores_of_another_file(command, built, tmp_path):
    path = tmp_path / "other.jsonl"
    write_rows(path, rows("primevul", 20, seed=99, share=0.3))
    folder = Path(shutil.copytree(built.run.folder, tmp_path / "copy"))
    words = ("evaluate", folder, "--data", path, "--no-baselines", "--draws", 5, "-j", 1)
    assert command(*words) == 0
    assert "other" in Run(folder).parts
