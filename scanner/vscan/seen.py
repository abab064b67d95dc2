"""Files that stand as a scan saw them: what it made of them is known without opening them."""

from __future__ import annotations

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
    """Of a scan that began at `clock`, in ns since 1970."""

    def __init__(self, cache: Cache, clock: int) -> None:
        self._cache, self._clock = cache, clock
        self._fresh: dict[str, Candidate] = {}

    def recall(self, candidates: Sequence[Candidate]) -> Iterator[FileResult | Skipped | Candidate]:
        """What is known of files, and the files that have to be read: these first, so that others can begin
        with them while what is known is looked at."""
        packed = self._cache.results(_state(one) for one in candidates if one.stamp)
        known = [(one, entry) for one in candidates if (entry := packed.get(_state(one)))]
        self._fresh = {one.path: one for one in candidates if _state(one) not in packed}
        yield from list(self._fresh.values())
        for one, entry in known:
            result = self._cache.result(entry, one.path)
            if result is None:
                self._fresh[one.path] = one
            yield result or one

    def keep(self, results: Iterable[FileResult | Skipped]) -> None:
        """Of files that had to be read, and had not been touched for a while then."""
        lasting = (r for r in results if isinstance(r, FileResult) or r.reason in _KEPT)
        settled = [(one, r) for r in lasting if (one := self._fresh.get(r.path)) and self._is_settled(one)]
        self._cache.keep_results({_state(one): result for one, result in settled})

    def _is_settled(self, one: Candidate) -> bool:
        _, modified, changed, *_ = one.stamp or (0, self._clock, self._clock)
        return max(modified, changed) < self._clock - _SETTLED


def _state(one: Candidate) -> str:
    """Reports name a file by `path`; one named by the user is read though it looks generated."""
    return f"{one.path}\0{one.real}\0{one.explicit}\0{one.stamp}"
