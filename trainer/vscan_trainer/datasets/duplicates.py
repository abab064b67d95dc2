"""Functions that are the same but for comments and white space, or nearly the same."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from vscan.scoring.tokenizer import strip_comments

SHINGLE = 5
"""Tokens in a shingle: long enough that idioms alone make no function alike."""

PERMUTATIONS = 64
T = TypeVar("T")
_TOKEN = re.compile(r"\w+|[^\w\s]")
# Odd and without pattern: each token's place counts, and every token moves the upper half that is kept.
_FACTORS = np.random.default_rng(0).integers(0, 2**63, SHINGLE, np.uint64) * np.uint64(2) + np.uint64(1)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is compared of a function: `text` names it without comments and white space; `shingles`
    are the distinct hashes of its runs of five tokens, rising, (n,); `tokens` and `characters` are its
    length."""

    text: bytes
    shingles: NDArray[np.uint32]
    tokens: int
    characters: int

    @classmethod
    def of(cls, text: str) -> Fingerprint:
        tokens = _TOKEN.findall(strip_comments(text))
        whole = "".join(tokens)
        hashes = np.array([zlib.crc32(token.encode("utf-8", "replace")) for token in tokens], "u8")
        name = hashlib.blake2b(whole.encode("utf-8", "replace"), digest_size=16).digest()
        return cls(name, _shingles(hashes), len(tokens), len(whole))

    def similarity(self, other: Fingerprint) -> float:
        """Jaccard's: shingles in both, of those in either."""
        both = np.intersect1d(self.shingles, other.shingles, assume_unique=True).size
        return both / max(self.shingles.size + other.shingles.size - both, 1)


def _shingles(hashes: NDArray[np.uint64]) -> NDArray[np.uint32]:
    padded = np.pad(hashes, (0, max(SHINGLE - len(hashes), 0)))
    runs = np.lib.stride_tricks.sliding_window_view(padded, SHINGLE)
    mixed: NDArray[np.uint64] = (runs * _FACTORS).sum(axis=1, dtype="u8")
    return np.unique((mixed >> np.uint64(32)).astype(np.uint32))


@dataclass(frozen=True, slots=True)
class Duplicates:
    """n functions by `prints` (n,): `same` (n,) numbers their distinct texts from 0 in order of
    appearance; `near` (m, 2) pairs distinct texts that are at least as similar as was asked."""

    prints: Sequence[Fingerprint]
    same: NDArray[np.intp]
    near: NDArray[np.intp]

    @property
    def texts(self) -> int:
        return int(self.same.max(initial=-1)) + 1

    def groups(self) -> NDArray[np.intp]:
        """(n,): equal for functions that a chain of duplicates joins."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        shape = (self.texts, self.texts)
        edges = coo_array((np.ones(len(self.near)), (self.near[:, 0], self.near[:, 1])), shape=shape)
        _, labels = connected_components(edges, directed=False)
        return np.asarray(labels[self.same], dtype=np.intp)


class Watch(Protocol):
    """Hands on the items and sees the work go by."""

    def __call__(self, items: Collection[T], what: str) -> Iterable[T]: ...


def unwatched(items: Collection[T], what: str) -> Iterable[T]:
    return items


def find(texts: Sequence[str], similarity: float, watch: Watch = unwatched) -> Duplicates:
    """Candidates come from MinHash LSH over distinct texts, tuned to miss few; each is then measured,
    so no pair below `similarity` is reported."""
    prints = [Fingerprint.of(text) for text in watch(texts, "reading functions")]
    numbers: dict[bytes, int] = {}
    same = np.array([numbers.setdefault(one.text, len(numbers)) for one in prints], dtype=np.intp)
    distinct = [prints[i] for i in np.unique(same, return_index=True)[1]]
    near = np.array(list(_near(distinct, similarity, watch)), dtype=np.intp)
    return Duplicates(prints, same, near.reshape(-1, 2))


def _near(distinct: Sequence[Fingerprint], similarity: float, watch: Watch) -> Iterator[tuple[int, int]]:
    from datasketch import MinHash, MinHashLSH

    # What a false negative weighs beside a false positive: the latter costs only a measurement.
    index = MinHashLSH(similarity, PERMUTATIONS, weights=(0.02, 0.98))
    # The shingles are hashes already.
    hashes = MinHash.generator(
        (one.shingles.tolist() for one in distinct), num_perm=PERMUTATIONS, hashfunc=int
    )
    watched = watch(distinct, "looking for duplicates")
    for number, (one, sketch) in enumerate(zip(watched, hashes, strict=True)):
        for other in sorted(index.query(sketch)):
            if one.similarity(distinct[other]) >= similarity:
                yield other, number
        index.insert(number, sketch, check_duplication=False)
