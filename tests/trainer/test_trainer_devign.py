"""The checkpoint of Devign alone, as the scanner loads it."""

from __future__ import annotations

from pathlib import Path

from vscan.analyse import Analyser
from vscan.rulebook import Rulebook, builtin_rules
from vscan.scoring import Item, ModelCard, open_model

FOLDER = Path(__file__).parents[2] / "trainer" / "models" / "devign"


def test_it_has_heard_of_devign_alone():
    card = ModelCard.load(FOLDER)
    assert card.fusion.special is None
    assert card.fusion.general.corpus == "devign-valid"
    assert all(name.startswith("devign") for name in card.data)
    assert card.fusion.prior > 0.4
    assert any("FFmpeg and QEMU alone" in limit for limit in card.limits)


def test_it_scores_functions():
    text = "static int decode(AVCodecContext *avctx, uint8_t *buf, int size)\n{\n    return buf[size];\n}\n"
    analysis = Analyser(Rulebook.load([builtin_rules()]))(text, "c")
    (score,) = open_model("onnx", FOLDER, 1).scorer().score([Item(text, "c", analysis)])
    assert score.probability is not None
    assert 0.02 < score.probability < 0.98


def test_it_is_light():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 10e6
