"""How entries lie in a cache, and what entries of several kinds hold."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection
from typing import Any

from vscan.domain import RuleMatch

_MAX_BYTES = 100_000_000


def fold(value: Any) -> bytes:
    return zlib.compress(json.dumps(value).encode(), 1)


def unfold(packed: bytes) -> Any:
    """Of a bounded size, whatever the entry would grow to. Raises what UNFIT names."""
    return json.loads(zlib.decompressobj().decompress(packed, _MAX_BYTES))


UNFIT = (ValueError, TypeError, RecursionError, zlib.error)
"""What reading an entry raises that is damaged, or not of the kind that was expected."""


def match_row(match: RuleMatch) -> tuple[str, int, int, str]:
    return match.rule_id, match.start_line, match.end_line, match.excerpt


def match_of(row: tuple[str, int, int, str], rules: Collection[str], lines: int) -> RuleMatch:
    """In a function of so many lines. Raises ValueError or TypeError for what is no match of the rules."""
    rule, first, last, excerpt = row
    if rule not in rules or not isinstance(excerpt, str):
        raise ValueError("no match of a known rule")
    if {type(first), type(last)} != {int} or not 1 <= first <= last <= lines:
        raise ValueError("lines outside the function")
    return RuleMatch(rule, first, last, excerpt)
