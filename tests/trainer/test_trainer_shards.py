from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from toy_corpus import rows

from vscan.domain import VscanError
from vscan_trainer.datasets import Row
from vscan_trainer.shards import Shard

ROWS = [*rows("devign", 6, seed=4), Row("devign", "", 0), Row("devign", "int g(void) { return 1; }", None)]


@pytest.fixture
def shard(tokenizer) -> Shard:
    return Shard.encode(ROWS, tokenizer)


def texts(shard: Shard) -> list[list[int]]:
    return [shard[i].tolist() for i in range(len(shard))]


def test_holds_what_the_tokenizer_says(shard, tokenizer):
    assert texts(shard) == [tokenizer.encode(row.text).tolist() for row in ROWS]
    assert shard.targets.tolist() == [-1 if row.target is None else row.target for row in ROWS]
    assert shard.lengths.tolist() == [len(ids) for ids in texts(shard)]


def test_arrays_are_all_there_is(shard):
    arrays = shard.arrays()
    assert texts(Shard(**arrays)) == texts(shard)
    assert arrays["ids"].dtype == np.uint16


def test_take_keeps_the_order_asked_for(shard):
    taken = shard.take(np.array([5, 0, 6]))
    assert texts(taken) == [texts(shard)[i] for i in (5, 0, 6)]
    assert taken.targets.tolist() == shard.targets[[5, 0, 6]].tolist()
    assert len(shard.take(np.array([], dtype=np.int64))) == 0


def test_concatenate_undoes_take(shard):
    parts = [shard.take(np.arange(0, 3)), shard.take(np.arange(3, 3)), shard.take(np.arange(3, 8))]
    whole = Shard.concatenate(parts)
    assert texts(whole) == texts(shard)
    assert whole.offsets.tolist() == shard.offsets.tolist()
    assert whole.targets.tolist() == shard.targets.tolist()


def test_vocabulary_beyond_sixteen_bits():
    with pytest.raises(VscanError, match="65537 does not fit"):
        Shard.encode([], SimpleNamespace(size=2**16 + 1))  # type: ignore[arg-type]


@pytest.mark.parametrize(("targets", "enough"), [([0, 1], True), ([1, -1], False), ([0], False), ([], False)])
def test_both_classes(targets, enough):
    count = len(targets)
    shard = Shard(np.zeros(0, np.uint16), np.zeros(count + 1, np.int64), np.array(targets, np.int8))
    if enough:
        shard.require_classes("toy")
    else:
        with pytest.raises(VscanError, match="toy: needs functions"):
            shard.require_classes("toy")
