"""What the benchmarks of speed count and say, on processes and figures small enough to know."""

from __future__ import annotations

import importlib
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from vscan.scoring.card import ModelCard

ROOT = Path(__file__).parents[1]


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))

    def load(name: str) -> ModuleType:
        return importlib.import_module(f"performance.{name}")

    return load


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_proportional_cost_has_the_exponent_1(part):
    growth = part("fit").fit([100, 200, 400], [2.0, 4.0, 8.0])
    assert (growth.base, growth.slope, growth.exponent) == pytest.approx((0.0, 0.02, 1.0))
    assert growth.error == pytest.approx(0.0)


def test_a_quadratic_cost_has_the_exponent_2_and_is_off_the_line(part):
    growth = part("fit").fit([1, 2, 4, 8], [1, 4, 16, 64])
    assert growth.exponent == pytest.approx(2.0)
    assert growth.error > 0.3


def test_the_line_gives_back_a_start_and_a_slope(part):
    growth = part("fit").fit([10, 100, 1000], [1.3, 4.0, 31.0])
    assert (growth.base, growth.slope) == pytest.approx((1.0, 0.03))
    assert growth.at(200) == pytest.approx(7.0)


def test_memory_is_of_all_processes_together_and_of_the_largest(part):
    hold = "import time; held = bytearray(b'x') * 60_000_000; time.sleep(1.2)"
    both = f"import os, subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {hold!r}]); {hold}"
    cost = part("process").measure(python(both + "; child.wait()"))
    assert 60 < cost.largest < 110
    assert 120 < cost.together < 220


def test_processor_time_counts_children_and_what_they_leave_behind(part):
    work = "[0 for _ in range(10**7)]"
    late = f"import os\nif os.fork() == 0:\n    {work}"
    measure = part("process").measure
    assert measure(python(late)).cpu > 1.5 * measure(python("")).cpu


def test_a_run_is_stopped_at_its_limit(part):
    cost = part("process").measure(python("import time; time.sleep(60)"), limit=0.1)
    assert cost.stopped
    assert cost.wall < 30


def test_the_moment_of_the_awaited_text_is_kept(part):
    code = "import time; print('one', flush=True); time.sleep(0.3); print('two')"
    cost = part("process").measure(python(code), awaited="two")
    assert 0.3 < cost.first <= cost.wall
    assert part("process").measure(python(code), awaited="three").first is None


def test_commands_see_a_terminal_and_one_that_fails_ends_the_run_with_what_it_said(part):
    code = "import sys; print(sys.stdout.isatty(), sys.stderr.isatty()); sys.exit(2)"
    with pytest.raises(SystemExit, match="exit 2\nTrue True"):
        part("process").measure(python(code))


def test_of_several_runs_the_fastest_counts_with_the_most_memory(part):
    cost = part("process").Cost
    runs = iter([cost(3.0, 4.0, 50, 20), cost(2.0, 5.0, 40, 30), cost(9.0, 1.0, 10, 10)])
    assert part("process").repeat(lambda: next(runs), 3) == cost(2.0, 5.0, 50, 30, runs=3)
    assert part("process").repeat(lambda: cost(40, 1, 1, 1), 3).runs == 1, "a long run is not repeated"


def test_what_is_kept_is_not_measured_again_unless_asked(part, tmp_path):
    kept, cost = part("kept").Kept, part("process").Cost(1.0, 2.0, 3.0, 4.0)
    file, machine = tmp_path / "deep" / "runs.json", {"cores": "2"}
    assert kept(file, machine).cost("scans", "curl", lambda: cost) == cost
    kept(file, machine).value("floor", "read", lambda: 7)

    def never() -> None:
        raise AssertionError

    again = kept(file, machine, again=("floor",))
    assert again.cost("scans", "curl", never) == cost
    assert again.value("floor", "read", lambda: 8) == 8
    assert kept(file, machine).value("floor", "read", never) == 8
    with pytest.raises(SystemExit, match="another machine"):
        kept(file, {"cores": "64"})


def test_imports_are_read_from_pythons_account(part):
    account = """\
import time: self [us] | cumulative | imported package
import time:       120 |        120 |   numpy.core
import time:      3120 |      33240 | numpy
import time:        12 |         12 |     onnxruntime_extras
import time:        15 |         99 | rich
"""
    assert part("startup").imported(account) == ["rich", "numpy"]


def tree(part: ModuleType, folder: Path, files: int, lines: int = 10) -> object:
    return part("tree").Tree(folder, tuple(folder / f"{i:03}.c" for i in range(files)), lines, 100 * lines)


def test_files_come_from_the_largest_trees_until_there_are_enough(part):
    trees = [tree(part, Path(name), files) for name, files in (("small", 4), ("large", 30), ("middle", 20))]
    chosen = part("change").choose(trees, 45)
    assert [(one.name, len(files)) for one, files in chosen] == [("large", 30), ("middle", 15)]
    assert [one.name for one, _ in part("change").choose(trees, 30)] == ["large"]


def test_a_tree_is_the_c_that_a_scan_reads_and_copies_keep_its_shape(part, tmp_path):
    root = tmp_path / "tree"
    for name in ("a.c", "lib/b.cpp", "vendor/c.c", "d.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("int f(void) { return 0; }\n\n", encoding="utf-8")
    found = part("tree").find(root)
    assert {path.relative_to(root).as_posix() for path in found.files} == {"a.c", "lib/b.cpp"}
    assert (found.lines, found.bytes) == (4, 54)
    copies = part("tree").copy(root, found.files, tmp_path / "copy")
    assert {path.relative_to(tmp_path / "copy").as_posix() for path in copies} == {"a.c", "lib/b.cpp"}


def test_a_tool_that_takes_too_long_is_spared_larger_trees(part, monkeypatch):
    others, cost = part("others"), part("process").Cost
    runs = []

    def measured(kept, name, command, of, limit) -> object:
        runs.append((name, of.name))
        return cost(90, 1, 1, 1, stopped=name == "lizard" and of.name == "b")

    monkeypatch.setattr(others, "_cost", measured)
    trees = [tree(part, Path(name), 1, lines) for name, lines in (("a", 1), ("b", 2), ("c", 3))]
    others.run(None, trees, Path("semgrep"), 90)
    assert [of for name, of in runs if name == "lizard"] == ["a", "b"]
    assert [of for name, of in runs if name == "Semgrep"] == ["a", "b", "c"]


def test_the_encoders_arithmetic_is_read_from_its_graph(part):
    onnx = pytest.importorskip("onnx")
    width, words = 4, 10
    helper = onnx.helper

    def weight(name: str, *dims: int) -> object:
        size = 1
        for dim in dims:
            size *= dim
        return helper.make_tensor(name, onnx.TensorProto.FLOAT, dims, [0.0] * size)

    nodes = [
        helper.make_node("MatMul", ["x", "q"], ["y"], name="/encoder/layer.0/query"),
        helper.make_node("MatMulInteger", ["y", "up"], ["z"], name="/encoder/layer.0/dense"),
        helper.make_node("MatMul", ["y", "z"], ["scores"], name="/encoder/layer.0/attention"),
        helper.make_node("MatMul", ["z", "last"], ["logits"], name="/head/dense"),
    ]
    weights = [
        weight("encoder.embeddings.word_embeddings.weight", words, width), weight("q", width, width),
        weight("up", width, 8), weight("last", width, 2),
    ]  # fmt: skip
    graph = helper.make_graph(nodes, "graph", [], [], weights)
    count = part("floor").operations_of(graph)
    assert count == (width * width + width * 8, width)


def test_the_stages_are_those_of_a_scan(part, tmp_path, monkeypatch):
    monkeypatch.setattr(ModelCard, "settled", lambda *_: False)  # the encoder reads all
    shutil.copy(ROOT / "examples" / "inventory.c", tmp_path)
    clock, once = part("stages").Clock(), part("stages").Clock()
    functions, tokens = part("pipeline").follow(tmp_path, clock, once)
    assert functions == len(tokens) > 0
    assert all(3 <= count <= 384 for count in tokens)
    assert list(clock.seconds)[:3] == ["walk", "read and decode", "parse and extract"]
    assert {"metrics", "rules and flow", "tokenise", "encoder", "report"} <= set(clock.seconds)
    assert all(seconds >= 0 for seconds in clock.seconds.values())


def changed(part: ModuleType, cost: object) -> dict[str, object]:
    """What a changed file costs, however it is scanned."""
    return dict.fromkeys((part("change").WHOLE, part("change").DIFF), cost)


@pytest.fixture
def results(part):
    """Of two trees: on the larger one every target is missed, on the smaller one all are met."""
    cost, totals = part("process").Cost, part("vscan_command").Totals
    trees = (tree(part, Path("small"), 2, 1000), tree(part, Path("large"), 9, 2_000_000))
    scanned = part("scans").Scanned
    scans = (
        scanned("small", totals(2, 400, 1000), cost(2, 3, 150, 90, 0.5), cost(0.2, 0.3, 80, 70)),
        scanned("large", totals(9, 10_000, 2_000_000), cost(2000, 3900, 1600, 900), cost(30, 31, 90, 80)),
    )
    sizes = [part("scans").Sized("1/4", 2500, cost(100, 190, 150, 90)), None]
    sizes[1] = part("scans").Sized("all", 10_000, scans[1].cold)
    stage, start = part("stages").Stage, part("startup").Start
    names = part("startup")
    return part("results").Results(
        machine={"cores": "2"},
        trees=trees,
        scans=scans,
        sizes=tuple(sizes),
        stages=part("stages").Stages(
            "small", (stage("imports", 0.5, None), stage("metrics", 1.0, 400), stage("encoder", 3.0, 400)),
            100, 50.0, 4000.0,
        ),
        starts={
            names.HELP: start(cost(0.25, 0.2, 20, 20), ()),
            names.HOOK: start(cost(0.4, 0.4, 40, 40), ("yaml", "onnxruntime")),
        },
        change=part("change").Changed(9, changed(part, cost(1.5, 1.4, 80, 70))),
        peers={
            "flawfinder": {"small": cost(0.5, 0.5, 30, 30), "large": cost(29, 29, 60, 60)},
            "cppcheck": {"small": cost(90, 170, 300, 200, stopped=True)},
        },
        limit=90,
        plain=part("plain").Plain(32, 150.0, 2, 64.0, 16.0),
        floor=part("floor").Floor("large", 0.5, 1e11, 2e11, 1e6, 1e3),
    )  # fmt: skip


def test_targets_are_judged_by_the_worst_tree(part, results):
    found = {one.name: one for one in part("targets").targets(results)}
    missed = {name for name, one in found.items() if not one.met}
    assert missed == set(found) - {"unchanged small"}
    assert found["cold scan"].measured == "5 functions/s (large)"
    assert found["against plain CodeBERT-size inference"].measured == "10 times"
    assert found["a million lines"].measured.startswith("16.7 min")
    assert found["hook, all cached"].measured == "0.40 s, onnxruntime imported"
    assert found["first finding on screen"].measured == "only at the end"


def test_targets_can_be_met(part, results):
    cost = part("process").Cost
    names, large = part("startup"), results.scans[1]
    cold = cost(60, 119, 900, 500, first=2.0)
    good = replace(
        results,
        scans=(results.scans[0], replace(large, cold=cold, warm=cost(3, 4, 90, 80))),
        sizes=(replace(results.sizes[0], cold=cost(15, 30, 150, 90)), replace(results.sizes[1], cold=cold)),
        starts={
            names.HELP: names.Start(cost(0.1, 0.1, 1, 1), ()),
            names.HOOK: names.Start(cost(0.4, 0.4, 1, 1), ("yaml",)),
        },
        change=part("change").Changed(9, changed(part, cost(0.5, 0.5, 1, 1))),
    )
    assert [one.name for one in part("targets").targets(good) if not one.met] == []


def test_a_small_tree_says_nothing_of_a_million_lines(part, results):
    alone = replace(results, trees=results.trees[:1], scans=results.scans[:1])
    [million] = [one for one in part("targets").targets(alone) if "million" in one.name]
    assert million.met is None


def test_the_page_shows_every_figure_and_hides_no_failure(part, results):
    page = part("page").render(results, "speed")
    assert page.count("**not met**") == 11
    assert "| large, cold | 9 | 10,000 | 2,000,000 | 2000.00 | 3900.00 | 5 | 1,000 | 1,600 | 900 |" in page
    assert "| encoder | 7.500 | 133 | 75% |" in page
    assert "| cppcheck | over 90 | - | 170.0 | - | 300 | 200 |" in page
    assert "| flawfinder | 0.50 | 29.00 | 29.0 | 68,966 | 60 | 60 |" in page
    assert "| vscan, cold, small | 200.0 | 400 and 100 times |" in page
    assert "| the encoder on 2,500 functions at that rate | 0.7 s |" in page
    tables = [block for block in page.strip().split("\n\n") if block.startswith("|")]
    for lines in (block.split("\n") for block in tables):
        assert len({line.count("|") for line in lines}) == 1, lines[0]


def test_the_page_refers_to_the_plots_that_are_drawn(part, results):
    page, drawn = part("page").render(results, "speed"), part("plots").draw(results)
    assert all(f"(speed-{name}.png)" in page for name in drawn)
    assert page.count(".png)") == len(drawn)
    assert all(picture.startswith(b"\x89PNG") for picture in drawn.values())
