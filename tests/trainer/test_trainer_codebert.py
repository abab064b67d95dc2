"""The path of `microsoft/codebert-base`: a checkpoint in its form on disk, from fit to scan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from safetensors.torch import save_file
from transformers import RobertaForMaskedLM

from vscan.cli import main as vscan
from vscan.scoring import ModelCard
from vscan_trainer.evaluation.scored import Scored
from vscan_trainer.run import Run


def as_safetensors(base: Path) -> None:
    """The same weights, in the other of the two files."""
    import torch

    weights = torch.load(base / "pytorch_model.bin", weights_only=True)
    (base / "pytorch_model.bin").unlink()
    tied = {name for name in weights if name.startswith("lm_head.decoder.")}
    kept = {name: tensor.contiguous() for name, tensor in weights.items() if name not in tied}
    save_file(kept, base / "model.safetensors", metadata={"format": "pt"})


@pytest.mark.parametrize(
    ("options", "features", "safetensors"),
    [
        (("--preset", "production", "--epochs", 1, "--length", 64), False, False),
        (("--epochs", 1, "--length", 32, "--window", "chunks", "--overlap", 8, "--layers", 1), True, True),
    ],
    ids=["production", "corrected with features"],
)
def test_fit_evaluate_export_score_scan(
    command, data, codebert, capsys, monkeypatch, built, options, features, safetensors
):
    if safetensors:
        as_safetensors(codebert)
    train, valid = data / "devign-train.jsonl.xz", data / "devign-valid.jsonl"
    run, model, cache = Run(Path("runs/codebert")), Path("model"), ("--cache", built.cache, "-j", 1)
    assert (
        command("fit", train, "--valid", valid, "--base", codebert, "--run", run.folder, *options, *cache)
        == 0
    )
    assert command("evaluate", run.folder, "--no-baselines", "--draws", 5) == 0
    assert command("export", run.folder, "--output", model, *cache) == 0

    card = ModelCard.load(model)
    assert card.pretokenizer == "gpt2"
    assert bool(card.features) == features
    assert not (model / "wide.npz").exists()

    def scanned(*words: object) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["vscan", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            vscan()
        return int(ended.value.code or 0), capsys.readouterr().out

    code, out = scanned("score", valid, "--model", model, "-j", 1)
    assert code == 0
    scored = [json.loads(line)["probability"] for line in out.splitlines()]
    assert len(scored) == 60
    assert all(0 < probability < 1 for probability in scored)
    if features:  # calibrated: what the scanner says of them is what was evaluated, but for quantising
        ours = Scored.load(run.scores("devign-valid")).probabilities
        assert sum(abs(a - b) for a, b in zip(scored, ours, strict=True)) / 60 < 0.15

    Path("tree").mkdir()
    Path("tree", "a.c").write_text(json.loads(valid.read_text().splitlines()[0])["func"])
    code, out = scanned(
        "scan", "tree", "--model", model, "--threshold", "0.01", "--format", "json", "--no-cache"
    )
    assert code in (0, 1)
    (finding,) = json.loads(out)["findings"]
    assert 0 < finding["probability"] < 1


def test_weights_of_either_file_are_the_same(codebert, tmp_path):
    before = RobertaForMaskedLM.from_pretrained(codebert).state_dict()
    as_safetensors(codebert)
    after = RobertaForMaskedLM.from_pretrained(codebert).state_dict()
    assert all(bool((before[name] == after[name]).all()) for name in before)
