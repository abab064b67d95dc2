"""What can be counted in the text of one function.

Training and scanning both call `measure` on nothing but a function's text, so that a model sees the
same numbers in both. Counts only: densities and logarithms belong to the features derived from them.
"""

from __future__ import annotations

from vscan.languages import LANGUAGES
from vscan.metrics.complexity import COMPLEXITY_METRICS, complexity
from vscan.metrics.syntax import SYNTAX_METRICS, count

METRICS: tuple[str, ...] = COMPLEXITY_METRICS + SYNTAX_METRICS
"""Every metric in its fixed order; docs/metrics.md says what each one counts."""


def measure(text: str, language: str) -> dict[str, float]:
    """All of METRICS, in that order, for the text of one function.

    The text may be a method without its class, or only partly parse. Raises KeyError for a language
    that is not in LANGUAGES. Takes time that grows with the text: callers cap its length.
    """
    spoken = LANGUAGES[language]
    # lizard misses array and function pointer parameters, so the tree's count overrides its own
    counts = complexity(text, spoken) | count(text, spoken)
    return {name: float(counts.get(name, 0)) for name in METRICS}
