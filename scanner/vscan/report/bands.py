"""Odds as rules: where severity hangs on the rule, as it does in code scanning, a band is one."""

from __future__ import annotations

from dataclasses import dataclass

from vscan.domain import Confidence, RuleInfo, Severity

_PAGE = """# {title}

The bundled model reads the whole function and tells the odds that a function like it was later fixed for a
vulnerability: here {range}. It says where to look first, and neither what is wrong nor that anything is.

## What to do

Read the function with its inputs in mind: lengths and offsets that come from outside, buffers of fixed size,
integers that wrap, pointers used after they are freed, errors that nobody checks. The message names what
stands out in it, and the lines that raised the odds most: influence, not location.

## How much to believe it

Odds are calibrated at the share of vulnerable functions that the report supposes, a few per cent. At 30 % two
such functions in three are sound. `vscan model` shows the figures behind it.
"""


@dataclass(frozen=True, slots=True)
class Band:
    """Odds of at least `least`."""

    least: float
    rule: RuleInfo


def _band(least: float, name: str, words: str, range_: str, severity: Severity, trust: Confidence) -> Band:
    title = f"Function {words} to need a security fix, by the model's odds"
    message = f"The odds that a function like this was later fixed for a vulnerability are {range_}."
    page = _PAGE.format(title=title, range=range_)
    return Band(least, RuleInfo(f"vscan/model-{name}", title, message, severity, trust, (), page))


BANDS = (
    _band(0.30, "very-likely", "very likely", "30 % or more", Severity.HIGH, Confidence.MEDIUM),
    _band(0.12, "likely", "likely", "12 % to 30 %", Severity.MEDIUM, Confidence.LOW),
    _band(
        0.0,
        "possible",
        "more likely than most",
        "over the threshold, below 12 %",
        Severity.LOW,
        Confidence.LOW,
    ),
)
"""The same bounds by which odds make a severity; the ids are for good."""


def band_of(probability: float) -> RuleInfo:
    return next(band.rule for band in BANDS if probability >= band.least)
