"""Does a model score a vulnerable function above its fix?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vscan_trainer.evaluation.bootstrap import Drawn
from vscan_trainer.evaluation.scored import Scored


def ordered(scored: Scored) -> NDArray[np.bool_]:
    """Of functions each followed by its fix, (2n,), the pairs scored in this order, (n,). Equal scores tell
    nothing apart, so a tie counts as wrong."""
    return np.asarray(scored.probabilities[0::2] > scored.probabilities[1::2])


def shares(models: Sequence[NDArray[np.bool_]], *, draws: int, seed: int) -> list[Drawn]:
    """The share of each model's pairs (n,) that is right, all on the same bootstrap draws of pairs."""
    n = len(models[0])
    weights = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=draws)
    return [Drawn(float(right.mean()), weights @ right / n) for right in models]
