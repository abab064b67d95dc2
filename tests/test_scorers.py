"""Scorers: the runtimes agree, and a model that does not do is refused by name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

import models
from conftest import Scan
from vscan import settings
from vscan.analyse import Analyser
from vscan.domain import Caveat
from vscan.features import feature_names
from vscan.metrics import METRICS
from vscan.rulebook import Rulebook, builtin_rules
from vscan.scoring import SCORERS, Item, ModelError, Scorer, open_model
from vscan.scoring.base import Floats, Ids, ModelScorer, encode_windows, seen_whole
from vscan.scoring.batching import Batching
from vscan.scoring.onnx import OnnxEncoder
from vscan.scoring.torch import TorchEncoder
from vscan.scoring.window import Window

RULEBOOK = Rulebook.load([builtin_rules()])
CODE = [path.read_text("utf-8") for path in sorted(builtin_rules().glob("*/*.c*"))][:12]
TEXTS = [*models.TEXTS, *CODE, "", "int f(void) { return 0; }"]
FEATURES = len(feature_names(METRICS))


@pytest.fixture(scope="module")
def items() -> list[Item]:
    analyse = Analyser(RULEBOOK)
    return [Item(text, "c", analyse(text, "c")) for text in TEXTS]


@pytest.fixture(scope="module")
def int8(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "int8"
    shutil.copytree(model, folder)
    models.export(model, folder, quantise=True)
    return folder


def scorer(folder: Path, name: str = "onnx", jobs: int = 1) -> Scorer:
    return open_model(name, folder, jobs).scorer()


def odds(folder: Path, items: list[Item], name: str = "onnx", jobs: int = 1) -> list[float]:
    return [score.probability or 0.0 for score in scorer(folder, name, jobs).score(items)]


def batch(size: int, length: int) -> tuple[Ids, Ids, Floats]:
    """Windows of falling lengths, padded, and features."""
    random = np.random.default_rng(5)
    lengths = np.linspace(length, 3, size).astype(int)
    mask = (np.arange(length) < lengths[:, None]).astype(np.int32)
    ids = np.where(mask == 1, random.integers(5, 300, (size, length)), 1).astype(np.int32)
    return ids, mask, random.normal(size=(size, FEATURES)).astype(np.float32)


@pytest.mark.parametrize("size", [1, 7])
def test_onnx_computes_what_torch_does(model: Path, size: int):
    inputs = batch(size, models.LENGTH)
    by_onnx = OnnxEncoder.load(model, 1).logits(*inputs)
    by_torch = TorchEncoder.load(model, 0).logits(*inputs)
    assert by_onnx.shape == (size, 2)
    assert by_onnx.dtype == by_torch.dtype == np.float32
    assert np.abs(by_onnx - by_torch).max() < 1e-4
    assert by_onnx.std() > 1e-3 or size == 1


def test_int8_is_close(model: Path, int8: Path):
    inputs = batch(16, models.LENGTH)
    plain, coarse = (OnnxEncoder.load(folder, 1).logits(*inputs) for folder in (model, int8))
    assert 0 < np.abs(plain - coarse).max() < 0.25 * plain.std()


def test_scorers_agree_on_odds(model: Path, items: list[Item]):
    by_onnx, by_torch = odds(model, items), odds(model, items, "torch")
    assert by_torch == pytest.approx(by_onnx, abs=1e-4)
    assert max(by_onnx) - min(by_onnx) > 0.05


def test_a_checkpoint_directory_scans_like_the_export(here: Path, scanned: Scan):
    (here / "a.c").write_text("\n".join(models.TEXTS))
    by_onnx, by_torch = (scanned(threshold=0, scorer=name) for name in ("onnx", "torch"))
    assert [f.function.name for f in by_torch.findings] == [f.function.name for f in by_onnx.findings]
    assert [f.score.probability for f in by_torch.findings] == pytest.approx(
        [f.score.probability for f in by_onnx.findings], abs=1e-4
    )


@pytest.mark.parametrize("kind", ["model", "int8"])
def test_a_score_depends_on_its_function_alone(kind: str, items: list[Item], request: pytest.FixtureRequest):
    folder = request.getfixturevalue(kind)
    together = odds(folder, items)
    assert odds(folder, items[::-1]) == together[::-1]
    assert [odds(folder, [item])[0] for item in items] == together
    assert odds(folder, items, jobs=2) == together


def test_every_part_counts(model: Path, items: list[Item]):
    one = scorer(model)
    assert isinstance(one, ModelScorer)
    before = odds(model, items)

    def changed(**parts: object) -> list[float]:
        return [score.probability or 0.0 for score in replace(one, **parts).score(items)]  # type: ignore[arg-type]

    assert changed() == before
    assert one.wide is not None
    assert changed(wide=replace(one.wide, scale=one.wide.scale * 2)) != before
    assert changed(wide=None) != before
    assert changed(card=replace(one.card, window=Window(9))) != before
    assert changed(card=replace(one.card, fusion=replace(one.card.fusion, special=None))) != before
    assert changed(card=replace(one.card, mean=(0.0,) * FEATURES)) != before
    assert changed(trees=None) != before


def test_rules_that_the_card_does_not_name_leave_the_odds_alone(model: Path):
    one = scorer(model)
    assert isinstance(one, ModelScorer)
    text = "void f(char *line) { gets(line); }"
    item = Item(text, "c", Analyser(RULEBOOK)(text, "c"))
    assert [match.rule_id for match in item.analysis.matches] == ["gets"]
    bare = replace(item, analysis=replace(item.analysis, matches=()))
    counted, without = one.score([item, bare])
    assert counted != without
    deaf = replace(one, card=replace(one.card, rules={}))
    assert deaf.score([item]) == [without] == deaf.score([bare])


def test_chunks_are_pooled_by_function(model: Path, items: list[Item]):
    one = scorer(model)
    assert isinstance(one, ModelScorer)
    window = Window(12, "chunks", 2, 8)
    encoded = [one.tokenizer.encode(item.text) for item in items]
    features = np.zeros((len(items), FEATURES), dtype=np.float32)
    together = replace(one, card=replace(one.card, window=window)).deep_logits(encoded, features)
    for ids, row, own in zip(encoded, features, together, strict=True):
        pieces = window.cut(ids, one.tokenizer)
        each = encode_windows(one.encoder, pieces, row[None].repeat(len(pieces), axis=0), one.tokenizer.pad)
        assert np.allclose(each.max(axis=0), own, atol=1e-6)
    assert max(len(window.cut(ids, one.tokenizer)) for ids in encoded) > 1


def test_a_model_may_have_neither_ngrams_nor_features(model: Path, tmp_path: Path, items: list[Item]):
    folder = tmp_path / "bare"
    shutil.copytree(model, folder)
    (folder / "wide.npz").unlink()
    (folder / "trees.npz").unlink()
    card = models.card()
    fusion = replace(card.fusion, general=replace(card.fusion.general, wide=0.0, trees=0.0), special=None)
    replace(card, fusion=fusion).save(folder)
    assert len(odds(folder, items)) == len(items)
    replace(card, fusion=fusion, features=(), mean=(), std=()).save(folder)
    one = scorer(folder)
    assert isinstance(one, ModelScorer)
    assert one.wide is None
    assert one.trees is None
    assert one.normalise(np.ones((2, FEATURES), dtype=np.float32)).shape == (2, 0)


def caveats(folder: Path, tmp_path: Path, items: list[Item], **bounds: object) -> list[tuple[Caveat, ...]]:
    """With a card of these bounds."""
    shutil.copytree(folder, tmp_path / "m", dirs_exist_ok=True)
    replace(models.card(), **bounds).save(tmp_path / "m")  # type: ignore[arg-type]
    return [score.caveats for score in scorer(tmp_path / "m").score(items)]


@pytest.mark.parametrize(
    "window",
    [
        Window(12),
        Window(12, "head"),
        Window(12, "chunks", 2, 1),
        Window(12, "chunks", 2, 2),
        Window(9, "chunks", 0, 3),
    ],
)
def test_truncated_is_what_no_window_holds(model: Path, tmp_path: Path, items: list[Item], window: Window):
    one = scorer(model)
    assert isinstance(one, ModelScorer)
    whole = seen_whole(window)
    for size, truncated in ((1, False), (whole, False), (whole + 1, True), (9 * whole, True)):
        ids = np.arange(1000, 1000 + size, dtype=np.int32)
        seen = {int(i) for piece in window.cut(ids, one.tokenizer) for i in piece} & set(ids.tolist())
        assert (len(seen) < size) is truncated
    alone = replace(one, wide=None, card=replace(one.card, window=window))
    tokens = [one.tokenizer.encode(item.text) for item in items]
    found = [Caveat.TRUNCATED in alone.caveats(ids) for ids in tokens]
    assert found == [len(ids) > whole for ids in tokens]
    assert len(set(found)) == 2


def test_nothing_is_truncated_where_ngrams_read_it_whole(model: Path, tmp_path: Path, items: list[Item]):
    assert scorer(model).wide
    found = caveats(model, tmp_path, items, window=Window(9))
    assert not any(Caveat.TRUNCATED in of for of in found)


def test_tiny_is_what_has_fewer_tokens_than_the_bound(model: Path, tmp_path: Path, items: list[Item]):
    one = scorer(model)
    assert isinstance(one, ModelScorer)
    lengths = [len(one.tokenizer.encode(item.text)) for item in items]
    bound = sorted(lengths)[2]
    found = caveats(model, tmp_path, items, tiny_tokens=bound)
    assert [Caveat.TINY in of for of in found] == [length < bound for length in lengths]
    assert not any(Caveat.TINY in of for of in caveats(model, tmp_path, items))


def test_unfamiliar_is_what_is_over_the_bound(model: Path, tmp_path: Path, items: list[Item]):
    one = scorer(model)
    assert isinstance(one, ModelScorer)
    assert one.wide is not None
    novelty = [one.wide.novelty(one.tokenizer.encode(item.text)) for item in items]
    bound = sorted(novelty)[-3]
    found = caveats(model, tmp_path, items, novelty_bound=bound)
    assert [Caveat.UNFAMILIAR in of for of in found] == [value > bound for value in novelty]
    assert not any(Caveat.UNFAMILIAR in of for of in caveats(model, tmp_path, items))


def test_caveats_leave_the_odds_alone(model: Path, tmp_path: Path, items: list[Item]):
    caveats(model, tmp_path, items, novelty_bound=0.0, tiny_tokens=10**6)
    assert odds(tmp_path / "m", items) == odds(model, items)


def test_other_languages_abstain_in_their_place(model: Path, items: list[Item]):
    mixed = [items[0], replace(items[1], language="python"), items[2]]
    first, middle, last = scorer(model).score(mixed)
    assert (middle.probability, middle.abstained) == (None, "language not in the model card")
    assert [first.probability, last.probability] == odds(model, [items[0], items[2]])
    assert scorer(model).score([]) == []


def test_features_are_normalised_and_bounded(model: Path):
    one = scorer(model)
    assert isinstance(one, ModelScorer)
    features = np.array([[1.0] * FEATURES, [5.0] * FEATURES, [1e9] * FEATURES], dtype=np.float32)
    assert one.normalise(features)[:, 0].tolist() == [0.0, 2.0, 8.0]


class Echo:
    """Gives back the first token and the first feature, and counts what it is given."""

    def __init__(self, batching: Batching) -> None:
        self.batching = batching
        self.batches: list[tuple[int, int]] = []

    def logits(self, ids: Ids, mask: Ids, features: Floats) -> Floats:
        self.batches.append((ids.shape[0], ids.shape[1]))
        assert np.array_equal(mask, (ids != 1).astype(np.int32))
        return np.stack([ids[:, 0].astype(np.float32), features[:, 0]], axis=1)


def test_batches_are_of_similar_length_and_keep_the_order():
    random = np.random.default_rng(1)
    windows = [np.full(n, 1000 + i, dtype=np.int32) for i, n in enumerate(random.integers(3, 400, 300))]
    features = np.arange(300, dtype=np.float32)[:, None]
    echo = Echo(Batching())
    logits = encode_windows(echo, windows, features, pad=1)
    assert logits[:, 0].tolist() == [1000 + i for i in range(300)]
    assert logits[:, 1].tolist() == list(range(300))
    assert all(rows * length <= 4096 for rows, length in echo.batches)
    assert sum(rows * length for rows, length in echo.batches) < 1.1 * sum(map(len, windows))
    assert encode_windows(echo, [], features[:0], pad=1).shape[0] == 0


def test_buckets_keep_shapes_few_and_pad_no_further_than_the_longest():
    random = np.random.default_rng(2)
    windows = [np.full(n, 1000 + i, dtype=np.int32) for i, n in enumerate(random.integers(3, 351, 300))]
    windows.append(np.full(350, 1300, dtype=np.int32))
    features = np.arange(301, dtype=np.float32)[:, None]
    echo = Echo(Batching(tokens=10**9, bucket=64))
    logits = encode_windows(echo, windows, features, pad=1)
    assert logits.tolist() == [[1000 + i, i] for i in range(301)]
    assert [length for _, length in echo.batches] == [64, 128, 192, 256, 320, 350]
    small = Echo(Batching(tokens=700, bucket=64))
    assert encode_windows(small, windows, features, pad=1).tolist() == logits.tolist()
    assert all(rows * length <= 700 for rows, length in small.batches)
    assert {length for _, length in small.batches} == {64, 128, 192, 256, 320, 350}


def test_a_window_longer_than_a_batch_may_be_is_one_of_its_own():
    windows = [np.full(n, 1000 + n, dtype=np.int32) for n in (90, 5, 80)]
    echo = Echo(Batching(tokens=40))
    assert encode_windows(echo, windows, np.zeros((3, 1), np.float32), pad=1)[:, 0].tolist() == [
        1090,
        1005,
        1080,
    ]
    assert echo.batches == [(1, 5), (1, 80), (1, 90)]


def test_settings_know_the_scorers():
    assert tuple(SCORERS) == settings.SCORERS


def test_no_model_needs_no_folder(items: list[Item]):
    none = open_model("none", Path("nowhere"))
    assert (none.card, none.digest, none.knows("c")) == (None, "none", False)
    assert [score.abstained for score in none.scorer().score(items[:1])] == ["no model in use"]


def test_digests_tell_runtimes_apart(model: Path):
    assert open_model("onnx", model).digest != open_model("torch", model).digest


def other_network(folder: Path) -> None:
    """A valid ONNX file of something else."""
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    result = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])
    graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "g", [value], [result])
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), str(folder / "model.onnx"))


def rename_features(folder: Path) -> None:
    card = models.card()
    replace(card, features=(*card.features[:-1], "novelty")).save(folder)


def spoil(name: str, content: bytes | None = None) -> Callable[[Path], object]:
    if content is None:
        return lambda folder: (folder / name).unlink()
    return lambda folder: (folder / name).write_bytes(content)


REFUSED: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "no network": ("onnx", spoil("model.onnx"), r"holds no model\.onnx"),
    "an empty network": ("onnx", spoil("model.onnx", b""), r"cannot load .*model\.onnx"),
    "garbage": ("onnx", spoil("model.onnx", b"\xff" * 999), r"cannot load .*model\.onnx"),
    "another network": ("onnx", other_network, r"model\.onnx is no network of vscan's"),
    "other features": ("onnx", rename_features, r"card\.json names other features"),
    "no n-grams": ("onnx", spoil("wide.npz"), r"cannot read .*wide\.npz"),
    "n-grams of garbage": ("onnx", spoil("wide.npz", b"PK\x03\x04"), r"cannot read .*wide\.npz"),
    "no vocabulary": ("onnx", spoil("vocab.json"), r"vocab\.json"),
    "no merges": ("onnx", spoil("merges.txt"), r"merges\.txt"),
    "no card": ("onnx", spoil("card.json"), r"holds no card\.json"),
    "no checkpoint": ("torch", spoil("network.safetensors"), r"holds no network\.safetensors"),
    "a checkpoint of garbage": ("torch", spoil("network.safetensors", b"\xff" * 99), "torch cannot load"),
    "an empty checkpoint": ("torch", spoil("network.safetensors", b""), "torch cannot load"),
    "no configuration": ("torch", spoil("encoder/config.json"), "torch cannot load"),
    "a configuration of garbage": ("torch", spoil("encoder/config.json", b"{"), "torch cannot load"),
    "an unknown architecture": (
        "torch",
        spoil("encoder/config.json", b'{"model_type": "nonesuch"}'),
        "torch cannot load",
    ),
    "another width": (
        "torch",
        spoil("encoder/config.json", b'{"model_type": "roberta", "hidden_size": 24, "num_hidden_layers": 1}'),
        "torch cannot load",
    ),
}


@pytest.mark.parametrize(("name", "change", "says"), REFUSED.values(), ids=REFUSED)
def test_a_model_that_does_not_do_is_refused(
    model: Path, tmp_path: Path, name: str, change: Callable[[Path], object], says: str
):
    shutil.copytree(model, tmp_path / "m")
    change(tmp_path / "m")
    with pytest.raises(ModelError, match=says):
        _ = scorer(tmp_path / "m", name).encoder


def test_without_the_extra_the_torch_scorer_says_what_to_install(
    model: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(__import__("sys").modules, "vscan.scoring.torch", None)
    with pytest.raises(ModelError, match=r"pip install '.\[torch\]'"):
        _ = scorer(model, "torch").encoder
