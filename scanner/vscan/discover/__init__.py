"""Paths to source: which files count, and what stands in them."""

from __future__ import annotations

from vscan.discover.candidates import Candidate, DiscoveryError
from vscan.discover.defaults import DEFAULT_EXCLUDES
from vscan.discover.reader import read, read_bytes, read_stdin
from vscan.discover.roots import roots_around, roots_of
from vscan.discover.text import decode
from vscan.discover.walker import sift, walk

__all__ = [
    "DEFAULT_EXCLUDES",
    "Candidate",
    "DiscoveryError",
    "decode",
    "read",
    "read_bytes",
    "read_stdin",
    "roots_around",
    "roots_of",
    "sift",
    "walk",
]
