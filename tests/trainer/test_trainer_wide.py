from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import normalize
from toy_corpus import rows

from vscan.domain import VscanError
from vscan.scoring.wide import Wide
from vscan_trainer.datasets import Row
from vscan_trainer.shards import Shard
from vscan_trainer.wide import counts, fit_wide, wide_logits

BITS, STRENGTHS = 14, (4.0, 1.5)
CORPORA = ("primevul", "devign")


@pytest.fixture(scope="module")
def train(tokenizer) -> list[Shard]:
    unlabelled = [Row("primevul", rows("primevul", 1, seed=8)[0].text, None)]
    return [
        Shard.encode([*rows(c, 150, seed=i, share=0.3), *unlabelled], tokenizer)
        for i, c in enumerate(CORPORA)
    ]


@pytest.fixture(scope="module")
def valid(tokenizer) -> list[Shard]:
    return [Shard.encode(rows(c, 100, seed=10 + i, share=0.3), tokenizer) for i, c in enumerate(CORPORA)]


@pytest.fixture(scope="module")
def wide(train) -> Wide:
    return fit_wide(train, BITS, STRENGTHS)


def tf_idf(shard, wide):
    return normalize(counts(shard, 14) @ sp.diags_array(wide.idf.astype(np.float32))).tocsr()


def test_counts_are_sublinear(tokenizer):
    shard = Shard.encode([Row("toy", "a a a a", 0), Row("toy", "", 0)], tokenizer)
    matrix = counts(shard, 14)
    # orders 1, 2, 3 of a token four times over
    assert sorted(matrix[0].data.tolist()) == pytest.approx([1 + np.log(2), 1 + np.log(3), 1 + np.log(4)])
    assert matrix[1].nnz == 0
    assert matrix.shape == (2, 2**14)


@pytest.mark.parametrize("head", [0, 1])
def test_int8_scores_are_those_of_the_regression(train, valid, wide, head):
    known = train[head].targets >= 0
    model = LogisticRegression(C=STRENGTHS[head], solver="liblinear")
    model.fit(tf_idf(train[head], wide)[known], train[head].targets[known])
    exact = tf_idf(valid[head], wide) @ model.coef_[0]
    quantised = wide_logits(wide, valid[head])[:, head]
    assert quantised == pytest.approx(exact, abs=0.02 * np.ptp(exact))
    assert np.corrcoef(quantised, exact)[0, 1] > 0.999


@pytest.mark.parametrize("head", [0, 1])
def test_heads_find_what_is_vulnerable(valid, wide, head):
    assert roc_auc_score(valid[head].targets, wide_logits(wide, valid[head])[:, head]) > 0.95


def test_gate_tells_the_corpora_apart(valid, wide):
    general, special = (wide_logits(wide, shard)[:, 2] for shard in valid)
    assert roc_auc_score(np.repeat([0, 1], [len(general), len(special)]), [*general, *special]) > 0.99


def test_survives_a_file(valid, wide, tmp_path):
    wide.save(tmp_path)
    loaded = Wide.load(tmp_path)
    assert loaded.weights.dtype == np.int8
    assert loaded.score(valid[0][3]).tolist() == wide.score(valid[0][3]).tolist()


def test_same_data_give_the_same_weights(train, wide):
    assert np.array_equal(fit_wide(train, BITS, STRENGTHS).weights, wide.weights)


def test_one_class_is_not_enough(train):
    of_one = train[1].take(np.flatnonzero(train[1].targets == 1))
    with pytest.raises(VscanError, match="corpus 2: needs functions"):
        fit_wide([train[0], of_one], BITS, STRENGTHS)


def test_one_strength_for_all(train):
    assert np.array_equal(fit_wide(train, BITS, [2.0]).weights, fit_wide(train, BITS, [2.0, 2.0]).weights)


def test_one_corpus_needs_no_gate(train):
    wide = fit_wide(train[:1], BITS, [2.0])
    assert wide.weights.shape == (1, 2**BITS)
    assert wide_logits(wide, train[0]).shape == (len(train[0]), 1)
