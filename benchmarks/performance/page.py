"""The page: every figure in a table, targets first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from performance import others, startup
from performance.process import Cost
from performance.results import Results
from performance.scans import Scanned, Sized
from performance.stages import Stage
from performance.startup import Start
from performance.targets import targets

Row: TypeAlias = "tuple[str, ...]"

_MEMORY = ("MB", "largest, MB")

_INTRO = """One command measures everything on this page, and writes it. A *cold* scan has an empty cache; a
*warm* one repeats it on the unchanged tree. Times are of whole processes, the least of the runs: up to 5,
15 for start-up, one where a run takes ten seconds. CPU is the processor time of all processes of a
command. Memory is that of all of them together at its peak, each shared page counted once, and that of the
largest process. Compare figures within this page alone."""

_COMMAND = """
    python benchmarks/performance {trees} \\
        --semgrep VENV/bin/semgrep --keep runs.json --page docs/performance.md"""


def render(results: Results, plots: str) -> str:
    """Markdown; `plots` is how the names of the PNG files beside it begin."""
    parts = [
        _intro(results), _targets(results), _machine(results), _scans(results),
        _size(results, plots), _stages(results, plots), _starts(results), _change(results),
        _peers(results, plots), _plain(results), _floor(results),
    ]  # fmt: skip
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The first column is of words, the others of figures."""
    yield "| " + " | ".join(head) + " |"
    yield "| --- |" + " ---: |" * (len(head) - 1)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _say(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), 120, break_long_words=False, break_on_hyphens=False) + "\n"


def _intro(results: Results) -> Iterator[str]:
    trees = " ".join(f"--tree {tree.name}" for tree in results.trees)
    yield "# How fast it is\n"
    yield _say(_INTRO) + _COMMAND.format(trees=trees)


def _targets(results: Results) -> Iterator[str]:
    said = {True: "met", False: "**not met**", None: "unknown"}
    yield "## Targets\n"
    yield _say("For two cores. Where several trees were measured, the worst one decides.")
    rows = [(one.name, one.wanted, one.measured, said[one.met]) for one in targets(results)]
    yield from table(("what", "target", "measured", ""), rows)


def _machine(results: Results) -> Iterator[str]:
    yield "## Machine\n"
    yield from table(("", ""), results.machine.items())


def _scans(results: Results) -> Iterator[str]:
    yield "## Whole scans\n"
    head = ("scan", "files", "functions", "lines", "s", "CPU s", "functions/s", "lines/s", *_MEMORY)
    yield from table(head, [_scan(one, how) for one in results.scans for how in ("cold", "warm")])


def _scan(one: Scanned, how: str) -> Row:
    cost: Cost = getattr(one, how)
    counts = (one.totals.files, one.totals.functions, one.totals.lines)
    rates = (f"{number / cost.wall:,.0f}" for number in counts[1:])
    return f"{one.name}, {how}", *(f"{n:,}" for n in counts), *_seconds(cost), *rates, *_memory(cost)


def _size(results: Results, plots: str) -> Iterator[str]:
    yield "## Cost against size\n"
    yield _say(f"Cold scans of every 16th, 8th and 4th file of {results.trees[-1].name}, and of all.")
    yield from table(("part", "functions", "s", "CPU s", "functions/s", *_MEMORY), map(_part, results.sizes))
    wall, cpu = results.growth("wall"), results.growth("cpu")
    yield ""
    yield _say(f"""The line is {wall.base:.2f} s + {1000 * wall.slope:.2f} ms a function, off by
        {wall.error:.0%} at most. The power law through the same points has the exponent
        {wall.exponent:.2f}, and {cpu.exponent:.2f} for processor time; 1 is linear.""")
    yield f"![Cost against size]({plots}-size.png)"


def _part(one: Sized) -> Row:
    rate = one.functions / one.cold.wall
    return one.part, f"{one.functions:,}", *_seconds(one.cold), f"{rate:,.0f}", *_memory(one.cold)


def _stages(results: Results, plots: str) -> Iterator[str]:
    each = results.stages.each()
    functions = each[0].functions or 0
    whole = Stage("all", sum(stage.seconds for stage in each), functions)
    yield "## Where the time goes\n"
    yield _say(f"""Each stage by itself, in one process and one thread, on a sample of {results.stages.tree}
        with {functions:,} functions. A scan gives the stages from parsing to rules to worker processes;
        what these and the cache cost beside it is not here, nor is what a scan saves on functions that it
        meets again.""")
    rows = [_stage(one, whole.seconds) for one in (*each, whole)]
    yield from table(("stage", "CPU ms a function", "functions/s", "share"), rows)
    once = [stage for stage in results.stages.stages if not stage.functions]
    yield "\n" + _say("Once a process: " + ", ".join(f"{one.name} {one.seconds:.2f} s" for one in once) + ".")
    yield f"![Stages]({plots}-stages.png)"


def _stage(one: Stage, whole: float) -> Row:
    rate = (one.functions or 0) / max(one.seconds, 1e-6)
    return one.name, f"{one.milliseconds:.3f}", f"{rate:,.0f}", f"{one.seconds / whole:.0%}"


def _starts(results: Results) -> Iterator[str]:
    yield "## Start-up\n"
    yield _say("Beside each command, which of the modules that take a while it imports.")
    yield from table(
        ("command", "s", "CPU s", "imported"), (_start(*item) for item in results.starts.items())
    )


def _start(name: str, start: Start) -> Row:
    told = name if name == startup.HOOK else f"`{name}`"
    imported = ", ".join(start.imported) or "none"
    return told, f"{start.cost.wall:.3f}", f"{start.cost.cpu:.3f}", imported


def _change(results: Results) -> Iterator[str]:
    yield "## One changed file\n"
    yield _say(f"""In a tree of {results.change.files:,} files under git, all known to the cache; one of
        them has gained a function since. The first 20 findings are shown (`--top 20`).""")
    rows = [(name, *_seconds(cost), *_memory(cost)) for name, cost in results.change.costs.items()]
    yield from table(("run", "s", "CPU s", *_MEMORY), rows)


def _peers(results: Results, plots: str) -> Iterator[str]:
    yield "## Beside other tools\n"
    yield _say(f"""On the C and C++ files that vscan reads by default. The tools answer different questions:
        [peers.md](peers.md) compares what some of them find, this is time alone. What took over
        {results.limit:.0f} s was stopped, and left out of larger trees. The last four columns are of the
        largest tree that the tool finished, or of the one where it was stopped.""")
    head = ("tool", *(f"{tree.name}, s" for tree in results.trees), "CPU s", "lines/s", *_MEMORY)
    ours = {f"vscan, {how}": {s.name: getattr(s, how) for s in results.scans} for how in ("cold", "warm")}
    yield from table(head, (_peer(results, name, costs) for name, costs in (ours | results.peers).items()))
    options = [f"{name} {said}" for name, said in others.OPTIONS.items() if name in results.peers]
    yield "\n" + _say("How they ran: " + "; ".join(options) + ".")
    yield f"![Lines a second]({plots}-peers.png)"


def _peer(results: Results, name: str, costs: dict[str, Cost]) -> Row:
    seconds = [_within(costs.get(tree.name)) for tree in results.trees]
    done = [tree for tree in results.trees if tree.name in costs and not costs[tree.name].stopped]
    cost = costs[done[-1].name] if done else next(iter(costs.values()))
    rate = f"{done[-1].lines / cost.wall:,.0f}" if done else "-"
    return name, *seconds, f"{cost.cpu:.1f}", rate, *_memory(cost)


def _within(cost: Cost | None) -> str:
    if cost is None:
        return "-"
    return f"over {cost.wall:.0f}" if cost.stopped else f"{cost.wall:.2f}"


def _plain(results: Results) -> Iterator[str]:
    plain = results.plain
    yield "## Beside plain inference of CodeBERT's size\n"
    yield _say(f"""12 layers of 768 in transformers, fp32, with random weights, which cost what trained ones
        do: {plain.functions} functions of {results.stages.tree}, {plain.tokens:.0f} tokens each on average,
        {plain.threads} threads. vscan's rate is that of the whole cold scan, all stages included.""")
    ways = {"in batches of 8, padded to 512 tokens": plain.padded, "one by one, without padding": plain.alone}
    rows = [(name, f"{plain.functions / seconds:.2f}", "") for name, seconds in ways.items()]
    for one in results.scans:
        rate = one.totals.functions / one.cold.wall
        times = " and ".join(f"{rate * seconds / plain.functions:,.0f}" for seconds in ways.values())
        rows.append((f"vscan, cold, {one.name}", f"{rate:,.1f}", f"{times} times"))
    yield from table(("how", "functions/s", "against the two"), rows)


def _floor(results: Results) -> Iterator[str]:
    floor, read = results.floor, results.stages
    operations = floor.operations(read.tokens, read.squares)
    tree, scanned = results.trees[-1], results.scans[-1]
    functions = round(scanned.totals.functions * read.share)
    arithmetic = functions * operations / floor.int8
    yield "## The floor\n"
    yield _say(f"""What this machine could do at best with the same bytes and the same arithmetic, for
        {tree.name}. As in the sample above, the encoder is asked about {read.share:.0%} of the functions,
        reads {read.tokens:.0f} tokens of each on average, and multiplies and adds
        {operations / 1e6:,.0f} million times for it.""")
    share = (floor.read + arithmetic) / scanned.cold.wall
    yield from table(("what", "measured"), [
        (f"read {tree.bytes / 1e6:,.1f} MB of files, from memory", f"{floor.read:.2f} s"),
        ("multiply and add in fp32, numpy, all cores", f"{floor.fp32 / 1e9:,.0f} billion/s"),
        ("the same in int8, ONNX Runtime, all cores", f"{floor.int8 / 1e9:,.0f} billion/s"),
        (f"the encoder on {functions:,} functions at that rate", f"{arithmetic:.1f} s"),
        ("the whole cold scan", f"{scanned.cold.wall:.1f} s"),
        ("share of the floor", f"{share:.0%}"),
    ])  # fmt: skip


def _seconds(cost: Cost) -> Row:
    return f"{cost.wall:.2f}", f"{cost.cpu:.2f}"


def _memory(cost: Cost) -> Row:
    return f"{cost.together:,.0f}", f"{cost.largest:,.0f}"
