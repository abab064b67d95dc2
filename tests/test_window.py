"""What the encoder sees of a function, and that training pools its pieces as scanning does."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from vscan.scoring.window import POOLINGS, Window
from vscan_trainer.inference import pool


class Specials:
    bos, pad, eos = -1, -2, -3


def cut(window: Window, size: int) -> list[list[int]]:
    """The windows of a function whose tokens are 0, 1, 2, ..., their ends checked and left out."""
    found = [ids.tolist() for ids in window.cut(np.arange(size, dtype=np.int32), Specials)]
    assert all(ids[0] == Specials.bos and ids[-1] == Specials.eos for ids in found)
    assert all(len(ids) <= window.length for ids in found)
    return [ids[1:-1] for ids in found]


LENGTHS = st.integers(3, 40)
CHUNKED = st.builds(
    lambda length, part, chunks: Window(length, "chunks", int(part * (length - 2) / 2), chunks),
    LENGTHS, st.floats(0, 1), st.integers(1, 6),
)  # fmt: skip
WINDOWS = st.one_of(LENGTHS.map(lambda n: Window(n, "head")), LENGTHS.map(Window), CHUNKED)


@pytest.mark.parametrize("mode", ["head", "head-tail", "chunks"])
@pytest.mark.parametrize("size", [0, 1, 8])
def test_a_short_function_is_seen_whole(mode, size):
    assert cut(Window(10, mode, 2, 3), size) == [list(range(size))]


def test_head():
    assert cut(Window(10, "head"), 100) == [list(range(8))]


def test_head_and_tail():
    assert cut(Window(11, "head-tail"), 100) == [[0, 1, 2, 3, 4, 5, 97, 98, 99]]


def test_chunks_overlap():
    assert cut(Window(12, "chunks", overlap=2, chunks=9), 26) == [
        list(range(10)),
        list(range(8, 18)),
        list(range(16, 26)),
    ]


def test_too_few_chunks_are_spread_evenly():
    assert [piece[0] for piece in cut(Window(12, "chunks", overlap=2, chunks=3), 110)] == [0, 50, 100]


@settings(deadline=None, max_examples=60)
@given(CHUNKED, st.integers(0, 300))
def test_chunks_cover_all_where_there_are_enough(window, size):
    pieces = cut(window, size)
    assert len(pieces) <= window.chunks
    assert len(pieces) == 1 or pieces[-1][-1] == size - 1
    room = window.length - 2
    if size <= window.chunks * (room - window.overlap) + window.overlap:
        assert set(range(size)) == set().union(*pieces)
        shared = [len(set(a) & set(b)) for a, b in itertools.pairwise(pieces)]
        assert all(common >= window.overlap for common in shared)


@settings(deadline=None, max_examples=60)
@given(CHUNKED, st.integers(0, 300))
def test_chunks_stand_at_even_distances(window, size):
    starts = [piece[0] for piece in cut(window, size) if piece]
    steps = np.diff(starts)
    assert len(steps) == 0 or steps.max() - steps.min() <= 1


@settings(deadline=None, max_examples=60)
@given(WINDOWS, st.integers(0, 300))
def test_counts_its_tokens_without_cutting(window, size):
    assert window.tokens(size) == sum(len(piece) + 2 for piece in cut(window, size))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=8), st.sampled_from(POOLINGS), st.integers(0, 2**32 - 1)
)
def test_training_pools_as_scanning_does(counts, pooling, seed):
    logits = np.random.default_rng(seed).normal(size=(sum(counts), 2)).astype(np.float32)
    ours = Window(16, "chunks", 2, 5, pooling).pool(logits, counts)
    assert ours.shape == (len(counts), 2)
    assert pool(torch.from_numpy(logits), counts, pooling).numpy() == pytest.approx(ours, abs=1e-6)
    reduced = logits[: counts[0]].max(axis=0) if pooling == "max" else logits[: counts[0]].mean(axis=0)
    assert ours[0] == pytest.approx(reduced, abs=1e-6)


def test_a_gradient_flows_through_the_highest_piece_alone():
    logits = torch.tensor([[1.0], [3.0], [2.0]], requires_grad=True)
    pool(logits, [2, 1], "max").sum().backward()
    assert logits.grad is not None
    assert logits.grad.squeeze().tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    ("window", "problem"),
    [
        (Window(2), "needs 3 tokens"),
        (Window(10, "chunks", 2, 0), "1 chunk or more"),
        (Window(10, "chunks", 5, 2), "at most half"),
        (Window(10, "tail"), "no window 'tail'"),
        (Window(10, "chunks", 2, 2, "sum"), "pooling 'sum'"),
        (Window(10, "chunks", -1, 2), "needs 3 tokens"),
        (Window(512.0), "needs 3 tokens"),
    ],
)
def test_impossible_windows(window, problem):
    assert problem in window.problem()


@pytest.mark.parametrize("window", [Window(3), Window(512, "chunks", 255, 4, "mean")])
def test_possible_windows(window):
    assert window.problem() == ""
