"""The plots of the page, as PNG."""

from __future__ import annotations

from matplotlib.figure import Figure

from performance.results import Results
from vscan_trainer.report.style import LIGHT, dress, label_lines, new_figure, to_png


def draw(results: Results) -> dict[str, bytes]:
    """By the name that the page refers to them with."""
    plots = {"size": size(results), "stages": stages(results), "peers": peers(results)}
    return {name: to_png(figure) for name, figure in plots.items()}


def size(results: Results) -> Figure:
    """Time and memory over functions, with the line that was fitted."""
    figure = new_figure(LIGHT, height=4.2)
    times, memory = figure.subplots(1, 2)
    functions = [one.functions for one in results.sizes]
    for index, (name, label) in enumerate((("wall", "seconds"), ("cpu", "processor seconds"))):
        growth, style = results.growth(name), LIGHT.line(index)
        costs = [getattr(one.cold, name) for one in results.sizes]
        times.plot(
            functions, costs, "o", color=style["color"], label=f"{label}, exponent {growth.exponent:.2f}"
        )
        times.plot(functions, [growth.at(n) for n in functions], **style, linewidth=1)
    times.set(xscale="log", yscale="log")
    times.minorticks_off()
    dress(times, LIGHT, "functions", "seconds", title=f"parts of {results.trees[-1].name}")
    label_lines(times, LIGHT)
    for index, (name, label) in enumerate((("together", "all processes"), ("largest", "the largest one"))):
        memory.plot(functions, [getattr(one.cold, name) for one in results.sizes], "o-",
                    color=LIGHT.colour(index), label=label)  # fmt: skip
    memory.set(xscale="log")
    memory.minorticks_off()
    memory.set_ylim(bottom=0)
    dress(memory, LIGHT, "functions", "MB at the peak")
    label_lines(memory, LIGHT)
    return figure


def stages(results: Results) -> Figure:
    """Milliseconds of processor time a function."""
    found = results.stages.each()
    figure = new_figure(LIGHT, height=0.9 + 0.38 * len(found))
    axes = figure.subplots()
    values = [stage.milliseconds for stage in found]
    bars = axes.barh([stage.name for stage in found], values, color=LIGHT.colour(0), height=0.62)
    dress(
        axes,
        LIGHT,
        "ms of processor time a function",
        "",
        title=f"stages on a sample of {results.stages.tree}",
    )
    axes.bar_label(bars, [f"{value:.2f}" for value in values], padding=4, color=LIGHT.ink, fontsize=10)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.margins(x=0.1)
    return figure


def peers(results: Results) -> Figure:
    """Lines a second by tool and tree, on a logarithmic scale."""
    tools = {"vscan, cold": {s.name: s.cold for s in results.scans},
             "vscan, warm": {s.name: s.warm for s in results.scans}, **results.peers}  # fmt: skip
    lines = {tree.name: tree.lines for tree in results.trees}
    figure = new_figure(LIGHT, height=1.3 + 0.5 * len(tools))
    axes = figure.subplots()
    thick = 0.8 / len(lines)
    for index, tree in enumerate(lines):
        there = [(row, costs[tree]) for row, costs in enumerate(tools.values()) if tree in costs]
        places = [row + (index - (len(lines) - 1) / 2) * thick for row, _ in there]
        rates = [0 if cost.stopped else lines[tree] / cost.wall for _, cost in there]
        bars = axes.barh(places, rates, height=thick * 0.9, color=LIGHT.colour(index), label=tree)
        axes.bar_label(bars, [f"{rate:,.0f}" if rate else "stopped" for rate in rates], padding=4, fontsize=9,
                       color=LIGHT.ink)  # fmt: skip
    axes.set_yticks(range(len(tools)), list(tools))
    axes.set_xscale("log")
    axes.minorticks_off()
    dress(axes, LIGHT, "lines a second", "")
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.margins(x=0.25)
    label_lines(axes, LIGHT, outside=True)
    return figure
