"""Trees on an exported model: as scikit-learn computes them, held out, calibrated, and scanned with."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from toy_corpus import rows, write_rows

from vscan.analyse import Analyser
from vscan.domain import VscanError
from vscan.features import feature_names
from vscan.metrics import METRICS
from vscan.rulebook import Rulebook, builtin_rules
from vscan.scoring import Item, ModelCard, open_model
from vscan.scoring.base import ModelScorer
from vscan.scoring.tokenizer import CodeTokenizer
from vscan.scoring.trees import NGRAMS
from vscan.scoring.wide import Wide
from vscan_trainer import datasets, trees
from vscan_trainer.calibrate import halves
from vscan_trainer.cli import cli
from vscan_trainer.evaluation.ranking import figures
from vscan_trainer.shards import Shard
from vscan_trainer.stack import StackSettings, drawn
from vscan_trainer.trees import fit_forest, held_out_logits, inputs_of
from vscan_trainer.wide import fit_wide

NAMES = feature_names(METRICS)


@pytest.fixture(scope="module")
def sample() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    features = random.normal(size=(600, len(NAMES))).astype(np.float32)
    ngrams = random.normal(size=600).astype(np.float32)
    noise = random.normal(size=600)
    targets = (ngrams * (1 + (features[:, 0] > 0)) + noise > 0).astype(np.int8)
    return ngrams, features, targets


def test_neither_line_breaks_nor_rule_hits_are_read():
    inputs = inputs_of(NAMES)
    assert inputs[0] == NGRAMS
    assert "log_lines" not in inputs
    assert "log_nloc" in inputs
    assert not any("hits" in name for name in inputs)


def test_forest_is_the_mean_of_scikit_learns(sample):
    from sklearn.ensemble import HistGradientBoostingClassifier

    ngrams, features, targets = sample
    forest = fit_forest(ngrams, features, NAMES, targets, seed=5)
    rows = trees.joined(forest.inputs, ngrams, features, NAMES)
    rising = [1, *[0] * (rows.shape[1] - 1)]
    models = [
        HistGradientBoostingClassifier(
            **trees._SHAPE, monotonic_cst=rising, random_state=seed, early_stopping=False
        ).fit(rows, targets)
        for seed in (5, 6, 7)
    ]
    theirs = np.mean(
        [model.decision_function(rows) - model._baseline_prediction[0, 0] for model in models], 0
    )
    assert np.allclose(forest.logits(rows), theirs, atol=1e-4)


def test_more_in_the_ngrams_is_never_less(sample):
    ngrams, features, targets = sample
    forest = fit_forest(ngrams, features, NAMES, targets, seed=5)
    steps = [forest.logits(trees.joined(forest.inputs, ngrams + n, features, NAMES)) for n in (0, 0.5, 3)]
    assert (steps[1] >= steps[0]).all()
    assert (steps[2] >= steps[1]).all()
    assert (steps[2] > steps[0]).any()


def test_held_out_logits_do_not_know_their_own_labels(tokenizer):
    """With labels drawn at random, weights that have seen them tell them; others cannot."""
    shard = Shard.encode(rows("devign", 120, seed=8), tokenizer)
    labels = np.random.default_rng(1).permutation(np.arange(120) % 2).astype(np.int8)
    shard = Shard(shard.ids, shard.offsets, labels)
    wide: Wide = fit_wide([shard], 14, (100.0,))
    seen = np.array([wide.score(shard[i])[0] for i in range(len(shard))])
    held = held_out_logits(shard, np.arange(120), wide, 100.0, seed=1)
    assert np.corrcoef(seen, labels)[0, 1] > 0.5
    assert abs(np.corrcoef(held, labels)[0, 1]) < 0.3


def test_held_out_logits_of_some_learn_from_all(tokenizer):
    """Labels that the text tells: three functions of each class are too few to learn them from."""
    shard = Shard.encode(rows("devign", 120, seed=8), tokenizer)
    wide: Wide = fit_wide([shard], 14, (100.0,))
    index = np.sort(np.concatenate([np.flatnonzero(shard.targets == label)[:5] for label in (0, 1)]))
    some, alone = shard.take(index), np.arange(len(index))
    both = (
        held_out_logits(shard, index, wide, 100.0, seed=1),
        held_out_logits(some, alone, wide, 100.0, seed=1),
    )
    from_all, from_some = (np.corrcoef(logits, some.targets)[0, 1] for logits in both)
    assert from_all > max(from_some, 0.5)


def test_drawn_are_all_vulnerable_and_some_others():
    targets = np.array([0, 1, -1, 0, 0, 0, 1, 0, 0], dtype=np.int8)
    shard = Shard(np.zeros(9, dtype=np.uint16), np.arange(10), targets)
    index = drawn(shard, StackSettings(10, (1.0,), negatives=1.5))
    assert targets[index].tolist().count(1) == 2
    assert targets[index].tolist().count(0) == 3
    assert index.tolist() == sorted(set(index.tolist()))
    assert drawn(shard, StackSettings(10, (1.0,), negatives=1.5)).tolist() == index.tolist()
    assert len(drawn(shard, StackSettings(10, (1.0,), negatives=99))) == 8


@pytest.fixture(scope="module")
def stacked(built, tmp_path_factory):
    """With leaves that the few functions of the toy corpora can fill."""
    shape = {**trees._SHAPE, "min_samples_leaf": 5, "max_iter": 30}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(trees, "_SHAPE", shape)
        yield _stacked(built, tmp_path_factory)


def _stacked(built, tmp_path_factory) -> Path:
    """From a general corpus that holds the fixes of its vulnerable functions too."""
    folder = tmp_path_factory.mktemp("stacked")
    output, general = folder / "model", folder / "primevul-train.jsonl.xz"
    known = list(datasets.load(built.data / "primevul-train.jsonl.xz"))
    fixed = [
        replace(row, text=row.text.replace("strcpy(target", "strncpy(target, size"), target=0)
        for row in known
        if row.target == 1
    ]
    write_rows(general, known + fixed)
    pair = {
        "func_src_before": known[0].text,
        "func_src_after": known[0].text,
        "vul_type": "cwe-1",
        "file_name": "a.c",
    }
    (folder / "sven.jsonl").write_text(json.dumps(pair) + "\n", encoding="utf-8")
    command = (
        f"stack {built.model} {general} {built.data}/devign-train.jsonl.xz --apart {folder}/sven.jsonl "
        f"--valid {built.data}/primevul-valid.jsonl --valid {built.data}/devign-valid.jsonl "
        f"--output {output} --created 2026-11-25 --ngrams 12 --negatives 2 --length 32 "
        f"--cache {built.cache} -j 1"
    )
    cli.main(command.split(), standalone_mode=False)
    return output


def test_the_scanner_scores_with_it_as_it_was_calibrated(built, stacked):
    card, old = ModelCard.load(stacked), ModelCard.load(built.model)
    assert (card.name, card.created, card.rules) == ("toy", "2026-11-25", old.rules)
    assert card.fusion.reads_trees
    assert (card.window, old.window.length) == (replace(old.window, length=32), 64)
    assert any("over 32 tokens" in limit for limit in card.limits)
    assert not any("64 tokens" in limit for limit in card.limits)
    assert (stacked / "model.onnx").read_bytes() == (built.model / "model.onnx").read_bytes()
    rows = [row for row in datasets.load(built.data / "primevul-valid.jsonl") if row.target is not None]
    analyse = Analyser(Rulebook.load([builtin_rules()]))
    items = [Item(row.text, "c", analyse(row.text, "c")) for row in rows]
    scorer = open_model("onnx", stacked, 1).scorer()
    assert isinstance(scorer, ModelScorer)
    odds = np.array([score.probability for score in scorer.score(items)])
    with_trees = replace(scorer, trees=None).score(items)
    assert not np.allclose(odds, [score.probability for score in with_trees], atol=0.02)
    truth, half = np.array([row.target for row in rows]), halves(len(rows))
    reported = card.metrics["primevul-valid, second half"]
    told = figures(truth[half == 1], odds[half == 1], np.ones(len(rows), dtype=np.int64)[half == 1])
    assert told["roc_auc"] == pytest.approx(reported["roc_auc"], abs=0.02)
    calibrated = float(np.mean(odds[half == 0]))
    assert calibrated == pytest.approx(truth[half == 0].mean(), abs=0.08)


def test_it_has_learnt_from_fixes(built, stacked):
    card, wide = ModelCard.load(stacked), Wide.load(stacked)
    assert wide.weights.shape[0] == 4
    assert card.fusion.general.unfixed
    assert card.fusion.special.unfixed
    known = list(datasets.load(built.data / "primevul-train.jsonl.xz"))
    pairs = sum(row.target == 1 for row in known[1:])  # the first is kept apart
    assert card.data["primevul-train (fixes)"] == f"{pairs} pairs of a function and its fix"
    seen = card.data["primevul-train (trees)"]
    assert seen.endswith(f", {sum(row.target == 1 for row in known)} vulnerable")
    odds = []
    for copy in ("strcpy(to, name)", "strncpy(to, size, name)"):
        text = (
            f"int name_7(char *name, int size)\n{{\n    char to[64];\n    {copy};\n    size = size * 2;\n}}\n"
        )
        odds.append(wide.score(CodeTokenizer.load(stacked, card.pretokenizer, strip=True).encode(text))[-1])
    assert odds[0] > odds[1]


def test_learns_from_no_fix_where_none_is_wanted(built, stacked, tmp_path):
    """The pairs of the corpus are there: `stacked` has learnt from them."""
    command = (
        f"stack {built.model} {stacked.parent}/primevul-train.jsonl.xz {built.data}/devign-train.jsonl.xz "
        f"--valid {built.data}/primevul-valid.jsonl --valid {built.data}/devign-valid.jsonl --no-fixes "
        f"--output {tmp_path}/m --ngrams 12 --negatives 2 --cache {built.cache} -j 1"
    )
    cli.main(command.split(), standalone_mode=False)
    card = ModelCard.load(tmp_path / "m")
    assert Wide.load(tmp_path / "m").weights.shape[0] == 3
    assert not card.fusion.general.unfixed
    assert not any("fixes" in name for name in card.data)


def test_wants_a_file_for_each_expert(built, tmp_path):
    command = (
        f"stack {built.model} {built.data}/primevul-train.jsonl.xz --valid {built.data}/primevul-valid.jsonl "
        f"--output {tmp_path}/m --cache {built.cache}"
    )
    with pytest.raises(VscanError, match="2 experts"):
        cli.main(command.split(), standalone_mode=False)
