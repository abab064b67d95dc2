"""Files that stand as a scan saw them: what it made of them is known without opening them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence

from vscan.cache import Cache
from vscan.discover import Candidate
from vscan.domain import FileResult, Skipped, SkipReason

_KEPT = {  # what a file's content and the settings alone decide
    SkipReason.BINARY,
    SkipReason.EMPTY,
    SkipReason.EXCLUDED,
    SkipReason.GENERATED,
    SkipReason.MINIFIED,
    SkipReason.UNSUPPORTED,
}
# A file may change again within one tick of its file system's clock, which is two seconds at worst.
_SETTLED = 2_000_000_000


class Seen:
    """Of one scan."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._fresh: dict[str, tuple[Candidate, int]] = {}

    def recall(self, candidates: Sequence[Candidate]) -> Iterator[FileResult | Skipped | Candidate]:
        """What is known of files, and the files that have to be read: these first, so that others can begin
        with them while what is known is looked at."""
        states = {_state(one): one for one in candidates}
        packed = self._cache.results(state for state, one in states.items() if one.stamp)
        for state, one in states.items():
            if state not in packed:
                yield self._to_read(one)
        for state, entry in packed.items():
            yield self._cache.result(entry, states[state].path) or self._to_read(states[state])

    def _to_read(self, one: Candidate) -> Candidate:
        """It is read from now on."""
        self._fresh[one.path] = one, time.time_ns()
        return one

    def keep(self, results: Iterable[FileResult | Skipped]) -> None:
        """Of files that had to be read, and had not been touched for a while then."""
        lasting = (r for r in results if isinstance(r, FileResult) or r.reason in _KEPT)
        settled = {_state(one): result for result in lasting if (one := self._settled(result.path))}
        self._cache.keep_results(settled)

    def _settled(self, path: str) -> Candidate | None:
        one, clock = self._fresh.get(path, (None, 0))
        if one is None or not one.stamp:
            return None
        return one if one.changed < clock - _SETTLED else None


def _state(one: Candidate) -> str:
    """Reports name a file by `path`; one named by the user is read though it looks generated."""
    return f"{one.path}\0{one.real}\0{one.explicit}\0{one.stamp}"
