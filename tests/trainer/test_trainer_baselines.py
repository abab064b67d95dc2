from __future__ import annotations

import numpy as np
from sklearn.metrics import roc_auc_score
from toy_corpus import rows

from vscan_trainer.evaluation.baselines import bag_of_words, length_alone
from vscan_trainer.datasets import Row


def test_length_leaves_out_comments_and_white_space():
    texts = ["int x;", "int  /* long remark */\n\tx; // more", "int xyz;"]
    assert length_alone([Row("toy", text, None) for text in texts]).tolist() == [5, 5, 7]


def ordered(seed: int, count: int = 80) -> list[Row]:
    """The same words in every function: only which stands first differs."""
    rng = np.random.default_rng(seed)
    made = []
    for target in rng.integers(0, 2, count).tolist():
        pair = "lock unlock" if target else "unlock lock"
        filler = " ".join(rng.permutation(["alpha", "beta", "gamma", "delta"]).tolist())
        made.append(Row("toy", f"{filler} ; {pair} ;", target))
    return made


def auc(train, valid, orders=(1, 2)):
    return roc_auc_score([row.target for row in valid], bag_of_words(train, valid, orders=orders))


def test_words_that_decide():
    assert auc(rows("devign", 150, seed=1), rows("devign", 60, seed=2)) > 0.95


def test_pairs_of_words_count():
    train, valid = ordered(1), ordered(2)
    assert auc(train, valid) > 0.99
    assert auc(train, valid, orders=(1, 1)) < 0.7


def test_unlabelled_functions_are_not_learnt_from():
    train, valid = ordered(1), ordered(2)
    unlabelled = [Row("toy", row.text, None) for row in ordered(3)]
    assert np.array_equal(bag_of_words([*train, *unlabelled], valid), bag_of_words(train, valid))
