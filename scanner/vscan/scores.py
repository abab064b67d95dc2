"""Odds by function text, from the cache where it knows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vscan.cache import Cache
from vscan.domain import Analysed, Score
from vscan.scoring import Item
from vscan.toolkit import Toolkit


class Scores:
    """Scores by function text; the model is loaded when the first one is not known yet."""

    def __init__(self, toolkit: Toolkit, cache: Cache) -> None:
        self._toolkit, self._model, self._cache = toolkit, toolkit.model, cache
        self.cached = 0

    def of(self, window: Sequence[Analysed]) -> Iterator[Score]:
        """One score a function, in order."""
        todo = {one.function.digest: one for one in window if self._model.knows(one.function.language)}
        known = self._cache.scores(todo)
        self.cached += sum(one.function.digest in known for one in window)
        fresh = {digest: one for digest, one in todo.items() if digest not in known}
        if fresh:
            scored = self._score(list(fresh.values()))
            new = {d: s for d, s in zip(fresh, scored, strict=True) if s.probability is not None}
            self._cache.keep_scores(new)
            known |= new
        abstained = Score(None, self._model.abstention)
        yield from (known.get(one.function.digest, abstained) for one in window)

    def _score(self, functions: Sequence[Analysed]) -> list[Score]:
        return self._toolkit.scorer.score(
            [Item(f.function.text, f.function.language, f.analysis) for f in functions]
        )
