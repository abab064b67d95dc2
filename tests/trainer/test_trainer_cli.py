"""The verbs, as a user with corpora of their own meets them; the `built` fixture is the whole chain."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from toy_corpus import write_rows

from vscan_trainer.cli import cli, main
from vscan_trainer.datasets import Row


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    """The exit code of the console script."""
    monkeypatch.setattr(sys, "argv", ["vscan-train", *map(str, arguments)])
    with pytest.raises(SystemExit) as exited:
        main()
    assert isinstance(exited.value.code, int)
    return exited.value.code


@pytest.mark.parametrize("verb", [[], *([name] for name in sorted(cli.commands))], ids=" ".join)
def test_help(verb):
    result = CliRunner().invoke(cli, [*verb, "--help"])
    assert result.exit_code == 0
    assert result.output.startswith("Usage:")
    assert "\n  --" in result.output or "\n  -h" in result.output


def test_the_recipe_names_real_verbs_in_their_order():
    script = Path(__file__).parents[2] / "trainer" / "runs" / "compact.sh"
    lines = [line.split() for line in script.read_text().splitlines() if line.startswith("vscan-train")]
    for _, verb, *rest in lines:
        options = [word for word in rest if word.startswith("--")]
        known = [name for parameter in cli.commands[verb].params for name in parameter.opts]
        assert set(options) <= set(known), verb
    verbs = list(dict.fromkeys(verb for _, verb, *_ in lines))
    assert verbs == ["vocabulary", "tokenise", "pretrain", "measure", "fit", "wide", "export"]


def test_the_chain_leaves_a_model(built):
    names = {path.name for path in built.model.iterdir()}
    assert names >= {"card.json", "model.onnx", "vocab.json", "merges.txt", "wide.npz", "network.safetensors"}


def test_missing_corpus(monkeypatch, tmp_path, capsys):
    assert run(monkeypatch, "vocabulary", "--data", tmp_path, "--work", tmp_path / "work") == 2
    error = capsys.readouterr().err
    assert error.startswith(f"vscan-train: error: cannot read {tmp_path / 'devign-train.jsonl.xz'}: ")
    assert "Traceback" not in error


def test_broken_row(monkeypatch, tmp_path, capsys):
    (tmp_path / "devign-train.jsonl").write_text('{"func": "int f(void) { return 0; }"}\n')
    assert run(monkeypatch, "vocabulary", "--data", tmp_path, "--work", tmp_path / "work") == 2
    assert f"{tmp_path / 'devign-train.jsonl'}:1: no 'target'" in capsys.readouterr().err


def test_stage_before_its_turn(monkeypatch, data, tmp_path, capsys):
    assert run(monkeypatch, "tokenise", "--data", data, "--work", tmp_path) == 2
    assert "cannot read the tokenizer in" in capsys.readouterr().err
    assert run(monkeypatch, "wide", "--work", tmp_path) == 2
    assert "primevul-train.npz" in capsys.readouterr().err
    assert run(monkeypatch, "export", "--work", tmp_path, "--output", tmp_path / "m", "--created", "x") == 2
    assert "vscan-train: error: " in capsys.readouterr().err


def test_unknown_part_and_impossible_shape(monkeypatch, data, tmp_path, capsys):
    assert run(monkeypatch, "measure", "--data", data, "--work", tmp_path, "bigvul") == 2
    assert "'bigvul' is not one of" in capsys.readouterr().err
    assert run(monkeypatch, "pretrain", "--work", tmp_path, "--width", "10", "--heads", "3") == 2
    assert "3 does not divide the width" in capsys.readouterr().err


def test_corpus_of_one_class(monkeypatch, built, tmp_path, capsys):
    folder = tmp_path / "data"
    folder.mkdir()
    for part in ("primevul-train", "devign-train"):
        write_rows(folder / f"{part}.jsonl", [Row("toy", "int f(void) { return 0; }", 0)] * 3)
    work = tmp_path / "work"
    assert run(monkeypatch, "adopt", "--work", work, "--pretokenizer", "code", built.work.tokenizer) == 0
    parts = ("primevul-train", "devign-train")
    assert run(monkeypatch, "tokenise", "--data", folder, "--work", work, *parts) == 0
    assert run(monkeypatch, "wide", "--work", work) == 2
    assert "needs functions that are vulnerable and functions that are not" in capsys.readouterr().err


def test_base_that_does_not_fit(monkeypatch, built, tmp_path, capsys):
    arguments = ("fit", "--work", built.work.folder, "--steps", "1")
    assert run(monkeypatch, *arguments, "--base", tmp_path) == 2
    assert "holds no config.json: not a checkpoint" in capsys.readouterr().err
    assert run(monkeypatch, *arguments, "--length", "513") == 2
    assert "512 positions for a window of 513" in capsys.readouterr().err
