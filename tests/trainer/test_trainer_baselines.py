from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from toy_corpus import rows, write_rows

from vscan_trainer.datasets import Row
from vscan_trainer.evaluation.baselines import bag_of_words, baselines, length_alone
from vscan_trainer.evaluation.scored import Scored, ScoresError, keys_of


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


def test_one_class_teaches_nothing():
    with pytest.raises(ScoresError, match="not of both classes"):
        bag_of_words([row for row in ordered(1) if row.target], ordered(2))


def scored_of(made):
    count = len(made)
    targets = np.array([row.target for row in made], dtype=np.int8)
    keys = keys_of([row.text for row in made])
    return Scored(keys, targets, np.full(count, 0.5), np.ones(count, dtype=np.int64))


@pytest.fixture
def train(tmp_path):
    write_rows(tmp_path / "train.jsonl", rows("devign", 100, seed=1))
    return tmp_path / "train.jsonl"


def test_both_on_the_functions_that_were_scored(train, tmp_path):
    valid = rows("devign", 40, seed=2)
    scored = scored_of(valid)
    found = baselines(scored, lambda: [Row("toy", "other", 0), *reversed(valid)], [train], tmp_path / "cache")
    lengths, words = found["length alone"].probabilities, found["bag of words"].probabilities
    by_hand = length_alone(valid)
    assert lengths.tolist() == [(by_hand <= length).mean() for length in by_hand]
    assert lengths.min() > 0
    assert lengths.max() == 1
    assert np.array_equal(words, bag_of_words(rows("devign", 100, seed=1), valid))
    assert np.array_equal(found["bag of words"].targets, scored.targets)


def test_computed_once_until_something_changes(train, tmp_path):
    valid, cache = rows("devign", 40, seed=2), tmp_path / "cache"
    scored = scored_of(valid)
    first = baselines(scored, lambda: valid, [train], cache)

    again = baselines(scored, lambda: pytest.fail("read again"), [train], cache)
    for name in first:
        assert np.array_equal(again[name].probabilities, first[name].probabilities)
    write_rows(train, rows("devign", 60, seed=5))
    changed = baselines(scored, lambda: valid, [train], cache)
    assert not np.array_equal(changed["bag of words"].probabilities, first["bag of words"].probabilities)
    assert len(list(cache.glob("bag-of-words-*.npz"))) == 2
    assert len(list(cache.glob("length-*.npz"))) == 1


def test_no_bag_of_words_without_training_functions(tmp_path):
    valid = rows("devign", 10, seed=2)
    assert set(baselines(scored_of(valid), lambda: valid, [], tmp_path)) == {"length alone"}


def test_measured_functions_are_not_learnt_from(tmp_path):
    train, valid = rows("devign", 100, seed=1), rows("devign", 40, seed=2)
    apart, mixed = tmp_path / "apart.jsonl", tmp_path / "mixed.jsonl"
    write_rows(apart, train)
    write_rows(mixed, [*train, *valid])
    one, other = (
        baselines(scored_of(valid), lambda: valid, [path], tmp_path / "cache") for path in (apart, mixed)
    )
    assert np.array_equal(one["bag of words"].probabilities, other["bag of words"].probabilities)


def test_another_file_of_functions_is_refused(tmp_path):
    valid = rows("devign", 10, seed=2)
    with pytest.raises(ScoresError, match="no longer holds the functions"):
        baselines(scored_of(valid), lambda: valid[1:], [], tmp_path)
