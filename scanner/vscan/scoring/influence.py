"""Which lines moved a function's odds: influence, not location.

The n-gram logit is a sum, so what each line adds to it is known exactly, without another pass of the model.
It counts by itself and through the trees, which read it and rise with it. What the encoder and the features
add is not told by line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vscan.domain import LineInfluence
from vscan.scoring.card import Fusion
from vscan.scoring.tokenizer import CodeTokenizer
from vscan.scoring.wide import Wide

MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class NgramLines:
    """The parts of a model that say which lines count. A function's cost grows with its tokens alone."""

    tokenizer: CodeTokenizer
    wide: Wide
    fusion: Fusion

    def influence(self, text: str) -> tuple[LineInfluence, ...]:
        """The lines that raised the log-odds of a function's text most, at most three, the strongest
        first; of equal ones the first."""
        raised = np.maximum(self.by_line(text), 0)
        best = np.argsort(-raised, kind="stable")[:MOST_LINES]
        return tuple(LineInfluence(int(n), float(raised[n] / raised.sum())) for n in best if raised[n])

    def by_line(self, text: str) -> NDArray[np.float64]:
        """What the n-grams of each line add to the log-odds, (lines + 1,), at the line's number from 1, as if
        the trees rose by as much as the logit that they read; 0 for a line without a token."""
        ids, lines = self.tokenizer.encode_with_lines(text)
        parts = self.wide.by_token(ids)
        by_token = np.array(self.fusion.ngram_weights(parts.sum(axis=1).tolist())) @ parts
        return np.asarray(np.bincount(lines, by_token, minlength=text.count("\n") + 2), dtype=np.float64)
