"""Hashed n-grams: shipped weights mean nothing to another hashing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vscan.scoring.card import ModelError
from vscan.scoring.wide import FILE, Wide, ngrams

IDS = np.array([5, 7, 5, 7, 11], dtype=np.int32)


def test_hashes_are_fixed():
    buckets, counts = ngrams(IDS, 18)
    assert buckets.tolist() == [32117, 41669, 48579, 94904, 110277, 149811, 172455, 246387, 250589]
    assert [round(count, 6) for count in counts.tolist()] == [
        1.0,
        1.0,
        1.693147,
        1.0,
        1.0,
        1.0,
        1.693147,
        1.693147,
        1.0,
    ]


def test_orders_nest():
    one, two, three = (set(ngrams(IDS, 18, orders)[0].tolist()) for orders in (1, 2, 3))
    assert (len(one), len(two), len(three)) == (3, 3 + 3, 3 + 3 + 3)
    assert one < two < three


def test_an_n_gram_is_its_tokens_in_their_order():
    def pairs(*ids: int) -> set[int]:
        array = np.array(ids, dtype=np.int32)
        return set(ngrams(array, 18, 2)[0].tolist()) - set(ngrams(array, 18, 1)[0].tolist())

    assert pairs(5, 7) != pairs(7, 5)
    assert pairs(5, 7) < pairs(1, 5, 7, 2)


@pytest.mark.parametrize("bits", [1, 10, 18, 22])
def test_buckets_are_within_bounds_and_spread(bits: int):
    buckets, counts = ngrams(np.arange(20_000, dtype=np.int32), bits)
    assert (buckets.dtype, counts.dtype) == (np.int64, np.float32)
    assert 0 <= buckets[0] < buckets[-1] < 2**bits
    assert np.all(np.diff(buckets) > 0)
    balls, boxes = 3 * 20_000 - 3, 2**bits
    assert len(buckets) == pytest.approx(boxes * (1 - np.exp(-balls / boxes)), rel=0.02)


@pytest.mark.parametrize("length", [0, 1, 2, 3])
def test_short_texts(length: int):
    buckets, counts = ngrams(np.arange(length, dtype=np.int32), 18)
    assert len(buckets) == len(counts) == [0, 1, 3, 6][length]


def wide(bits: int = 8) -> Wide:
    random = np.random.default_rng(3)
    return Wide(
        bits,
        random.uniform(1, 5, 2**bits).astype(np.float16),
        random.integers(-127, 128, (3, 2**bits), dtype=np.int8),
        np.array([0.5, 0.25, 0.125], dtype=np.float32),
    )


def test_scores_are_the_normalised_tf_idf_vector_times_the_weights():
    model = wide()
    dense = np.zeros(2**8)
    buckets, counts = ngrams(IDS, 8)
    dense[buckets] = counts
    dense *= model.idf.astype(np.float64)
    dense /= np.linalg.norm(dense)
    expected = (model.weights.astype(np.float64) * model.scale[:, None]) @ dense
    scores = model.score(IDS)
    assert scores.dtype == np.float32
    assert scores == pytest.approx(expected, rel=1e-4)


def test_no_token_no_score():
    assert wide().score(np.zeros(0, dtype=np.int32)).tolist() == [0, 0, 0]


def test_novelty_is_the_mean_idf_of_what_is_longer_than_a_token():
    singles, longer = ngrams(IDS, 8, orders=1)[0], []
    for size in (2, 3):
        pieces = [IDS[i : i + size] for i in range(len(IDS) - size + 1)]
        longer += [
            set(ngrams(piece, 8, orders=size)[0]) - set(ngrams(piece, 8, size - 1)[0]) for piece in pieces
        ]
    buckets = sorted(set().union(*longer))
    assert set(singles) - set(buckets)
    assert wide().novelty(IDS) == pytest.approx(wide().idf[buckets].astype(float).mean())


def test_novelty_tells_the_seen_from_the_unseen():
    random = np.random.default_rng(5)
    seen, unseen = random.integers(0, 300, (2, 50), dtype=np.int32)
    idf = np.full(2**12, 9, dtype=np.float16)
    idf[ngrams(seen, 12)[0]] = 2
    model = Wide(12, idf, np.zeros((1, 2**12), dtype=np.int8), np.ones(1, dtype=np.float32))
    assert model.novelty(seen) == 2
    assert model.novelty(unseen) > 8
    assert model.novelty(np.concatenate([seen] * 9)) < 2.5


@pytest.mark.parametrize("length", [0, 1])
def test_too_short_for_novelty(length: int):
    assert wide().novelty(np.zeros(length, dtype=np.int32)) == 0


def test_is_saved_and_loaded_unchanged(tmp_path: Path):
    wide().save(tmp_path)
    again = Wide.load(tmp_path)
    assert again.bits == 8
    for name in ("idf", "weights", "scale"):
        one, other = getattr(wide(), name), getattr(again, name)
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 cut", b"text", b"\x93NUMPY\x01\x00"])
def test_what_is_no_such_file_is_named(tmp_path: Path, content: bytes | None):
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    with pytest.raises(ModelError, match=r"wide\.npz"):
        Wide.load(tmp_path)


@pytest.mark.parametrize("spoil", ["short idf", "short weights", "missing", "pickle"])
def test_arrays_that_do_not_fit_are_refused(tmp_path: Path, spoil: str):
    arrays = {"bits": np.int64(8), "idf": wide().idf, "weights": wide().weights, "scale": wide().scale}
    if spoil == "short idf":
        arrays["idf"] = wide().idf[1:]
    elif spoil == "short weights":
        arrays["weights"] = wide().weights[:2]
    elif spoil == "missing":
        del arrays["scale"]
    else:
        arrays["scale"] = np.array([{}], dtype=object)
    np.savez(tmp_path / FILE, **arrays)
    with pytest.raises(ModelError, match=r"wide\.npz"):
        Wide.load(tmp_path)
