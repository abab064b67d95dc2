"""Paths to source: which files count, and what stands in them."""

from __future__ import annotations

from vscan.discover.candidates import Candidate, DiscoveryError
from vscan.discover.defaults import DEFAULT_EXCLUDES
from vscan.discover.reader import read, read_stdin
from vscan.discover.roots import roots_of
from vscan.discover.text import decode
from vscan.discover.walker import walk

__all__ = [
    "DEFAULT_EXCLUDES",
    "Candidate",
    "DiscoveryError",
    "decode",
    "read",
    "read_stdin",
    "roots_of",
    "walk",
]
