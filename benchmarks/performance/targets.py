"""What the project promised of its speed, and what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from performance import change, startup
from performance.others import FLAWFINDER
from performance.results import Results

MODEL = "onnxruntime"


@dataclass(frozen=True, slots=True)
class Target:
    """`met` is None where the run could not tell."""

    name: str
    wanted: str
    measured: str
    met: bool | None


def targets(results: Results) -> list[Target]:
    """Where trees differ, the worst one decides."""
    return [
        *_rates(results), *_million(results), _linear(results), *_warm(results), *_change(results),
        *_starts(results), _first(results),
    ]  # fmt: skip


def _rates(results: Results) -> Iterator[Target]:
    rates = {one.name: one.totals.functions / one.cold.wall for one in results.scans}
    name = min(rates, key=rates.__getitem__)
    yield Target(
        "cold scan", "150 functions/s", f"{rates[name]:.0f} functions/s ({name})", rates[name] >= 150
    )
    times = rates[name] / results.plain.rate
    yield Target("against plain CodeBERT-size inference", "50 times", f"{times:.0f} times", times >= 50)


def _million(results: Results) -> Iterator[Target]:
    tree, lines = results.scans[-1], results.trees[-1].lines
    if lines < 1_000_000:
        yield Target("a million lines", "15 min, 1.5 GB", f"not measured: {tree.name} has {lines:,}", None)
        return
    minutes, memory = tree.cold.wall / lines * 1e6 / 60, tree.cold.together / 1000
    yield Target("a million lines", "15 min", f"{minutes:.1f} min a million ({lines:,} lines)", minutes < 15)
    yield Target(f"memory for {lines:,} lines", "1.5 GB", f"{memory:.2f} GB, all processes", memory < 1.5)


def _linear(results: Results) -> Target:
    growth = results.growth("wall")
    told = f"exponent {growth.exponent:.2f}, at most {growth.error:.0%} off the line"
    return Target("cost linear in size", "exponent up to 1.05", told, growth.exponent <= 1.05)


def _warm(results: Results) -> Iterator[Target]:
    theirs = results.peers.get(FLAWFINDER, {})
    for one in results.scans:
        if one.name in theirs:
            other = theirs[one.name]
            more = "more than " * other.stopped
            told = f"{one.warm.wall:.2f} s against {more}{other.wall:.2f} s"
            faster = one.warm.wall < other.wall
            yield Target(f"unchanged {one.name}", "faster than flawfinder", told, faster)


def _change(results: Results) -> Iterator[Target]:
    for what, told in ((change.WHOLE, "whole tree"), (change.DIFF, "`--diff`")):
        cost = results.change.costs[what]
        name = f"one file changed of {results.change.files:,}, {told}"
        yield Target(name, "1 s", f"{cost.wall:.2f} s", cost.wall < 1)


def _starts(results: Results) -> Iterator[Target]:
    helped, hooked = results.starts[startup.HELP], results.starts[startup.HOOK]
    yield Target("`vscan --help`", "0.2 s", f"{helped.cost.wall:.2f} s", helped.cost.wall < 0.2)
    loaded = MODEL in hooked.imported
    told = f"{hooked.cost.wall:.2f} s, {MODEL} {'' if loaded else 'not '}imported"
    yield Target("hook, all cached", "0.5 s, no model", told, hooked.cost.wall < 0.5 and not loaded)


def _first(results: Results) -> Target:
    cold = results.scans[-1].cold
    name, wanted = "first finding on screen", "while the scan goes on"
    if cold.first is None:
        return Target(name, wanted, "only at the end", False)
    told = f"after {cold.first:.1f} s of {cold.wall:.1f} s ({results.scans[-1].name})"
    return Target(name, wanted, told, cold.first < cold.wall / 2)
