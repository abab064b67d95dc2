"""Plots and pages of run directories."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from matplotlib.image import imread
from toy_runs import PART, make_run, scored

from vscan_trainer.cli.report import report
from vscan_trainer.evaluation.scored import Scored, ScoresError
from vscan_trainer.report import page
from vscan_trainer.report.curves import EFFORT, PRECISION_RECALL, ROC
from vscan_trainer.report.measured import MeasuredRun, load_runs
from vscan_trainer.report.page import Images, draw_plots, render_page
from vscan_trainer.report.plots import PLOTS
from vscan_trainer.run import Run, RunError

NO_PLOTS: Images = {"light": {}, "dark": {}}
HOSTILE = "<script>alert(1)</script>&\"'"
TINY = Scored(
    keys=np.array(list("abcd")),
    targets=np.array([1, 0, 1, 0], dtype=np.int8),
    probabilities=np.array([0.9, 0.7, 0.6, 0.1]),
    lines=np.array([10, 10, 20, 60]),
)


class Loaded(HTMLParser):
    """What a page would load, and the tags it has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.urls: list[str] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.urls += [value or "" for name, value in attributes if name in ("src", "srcset", "href")]


def load(run: Run) -> MeasuredRun:
    (measured,) = load_runs([run.folder], None, run.folder / "no-cache")
    return measured


def test_a_page_loads_nothing_from_elsewhere_and_runs_no_script(tmp_path):
    runs = [load(make_run(tmp_path / "one", scored(1.0)))]
    html = render_page(runs, draw_plots(runs), draws=20)
    loaded = Loaded(html)
    assert all(url.startswith(("data:image/png;base64,", "#")) for url in loaded.urls)
    assert sum(url.startswith("data:") for url in loaded.urls) == 2 * len(PLOTS)
    assert not {"script", "link", "iframe", "object"} & {*loaded.tags}
    assert "url(" not in html
    assert "@import" not in html


def test_names_from_outside_are_escaped(tmp_path):
    about = {
        "base": {"name": HOSTILE},
        "data": {"train": [{"name": HOSTILE, "path": "x"}]},
        "commit": HOSTILE,
    }
    run = make_run(tmp_path / "one", scored(1.0), about=about)
    html = render_page([replace(load(run), name=HOSTILE)], NO_PLOTS, draws=20)
    assert HOSTILE not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "script" not in Loaded(html).tags


def test_a_page_tells_what_the_run_was_made_from(tmp_path):
    run = make_run(tmp_path / "one", scored(1.0), weight_multiplier=1.3)
    html = render_page([load(run)], NO_PLOTS, draws=20)
    row = re.search(r"<tr><td>weight_multiplier</td><td>(.*?)</td><td>(.*?)</td></tr>", html)
    assert row is not None
    assert row.groups() == ("1.6", "1.3")
    for told in ("c" * 40, "e" * 64, "4,523,521", "12 min 34 s", "cores 2"):
        assert told in html


def test_operating_points_hold_what_is_counted_by_hand(tmp_path):
    html = render_page([load(make_run(tmp_path / "one", TINY, threshold=0.65))], NO_PLOTS, draws=20)
    row = next(line for line in html.splitlines() if line.startswith("<tr><td>recommended"))
    assert row.startswith("<tr><td>recommended</td><td>one</td><td>0.6500</td><td>0.500")
    assert "<td>1 / 1 / 1 / 1</td>" in html
    assert f"<td>f1, on {PART}</td>" in html


def test_a_comparison_tells_the_better_run_from_the_worse(tmp_path):
    poor, good = (load(make_run(tmp_path / name, scored(q))) for name, q in (("poor", 0.3), ("good", 2.0)))
    section = r'id="difference".*?</section>'
    for runs, against, word in (([poor, good], poor, "better"), ([poor, good], good, "worse")):
        found = re.search(section, render_page(runs, NO_PLOTS, against=against, draws=50), re.DOTALL)
        assert found is not None
        assert len(re.findall(f"<td>{word}</td>", found[0])) == 4


def test_flips_are_counted_between_runs_that_differ_in_their_seed_alone(tmp_path):
    first = load(make_run(tmp_path / "a", scored(1.0), seed=42))
    other = load(make_run(tmp_path / "b", scored(1.0, noise=5), seed=7))
    unlike = load(make_run(tmp_path / "c", scored(1.0, noise=5), seed=7, dropout=0.3))
    changed = np.mean((first.scored.probabilities >= 0.5) != (other.scored.probabilities >= 0.5))
    html = render_page([first, other], NO_PLOTS, against=other, draws=20)
    assert f"<td>a, b</td><td>{changed:.1%}</td>" in html
    assert 'id="flips"' not in render_page([first, unlike], NO_PLOTS, draws=20)


def test_runs_of_other_functions_are_not_compared(tmp_path):
    other = replace(scored(1.0), keys=np.array([f"{i:x}" for i in range(400)]))
    runs = [load(make_run(tmp_path / "a", scored(1.0))), load(make_run(tmp_path / "b", other))]
    with pytest.raises(ScoresError, match="other functions"):
        render_page(runs, NO_PLOTS, draws=20)


def test_every_plot_shows_something(tmp_path):
    images = draw_plots([load(make_run(tmp_path / "one", scored(1.0)))])
    assert all(set(drawn) == set(PLOTS) for drawn in images.values())
    for theme, image in [(theme, image) for theme, drawn in images.items() for image in drawn.values()]:
        pixels = imread(io.BytesIO(image))[..., :3]
        assert pixels.shape[1] == 800
        ground = pixels[0, 0]
        assert 0.005 < np.mean(np.any(np.abs(pixels - ground) > 0.05, axis=2)) < 0.6
        assert (ground.mean() > 0.5) == (theme == "light")


def test_plots_differ_with_the_scores_and_repeat_without(tmp_path):
    one, same, other = (
        draw_plots([load(make_run(tmp_path / folder / "run", scored(quality)))])["light"]
        for folder, quality in (("a", 1.0), ("b", 1.0), ("c", 2.0))
    )
    assert one == same
    assert all(one[name] != other[name] for name in set(PLOTS) - {"learning"})


def test_a_run_without_epochs_has_no_learning_curve(tmp_path):
    run = load(make_run(tmp_path / "one", scored(1.0), epochs=0))
    assert set(draw_plots([run])["light"]) == set(PLOTS) - {"learning"}


def test_curves_go_through_the_points_counted_by_hand():
    x, y = ROC.points(TINY)
    assert list(zip(x, y, strict=True)) == [(0, 0), (0, 0.5), (0.5, 0.5), (0.5, 1), (1, 1)]
    x, y = PRECISION_RECALL.points(TINY)
    assert [*x] == [0, 0.5, 1]
    assert y == pytest.approx([1, 1, 2 / 3])
    x, y = EFFORT.points(TINY)
    assert list(zip(x, y, strict=True)) == [(0, 0), (0.1, 0.5), (0.2, 0.5), (0.4, 1), (1, 1)]


def test_the_tables_hold_what_the_plots_show(tmp_path):
    run = load(make_run(tmp_path / "one", TINY, threshold=0.65))
    sweep = {row[0]: row for row in PLOTS["sweep"].table([run]).rows}
    assert sweep["0.65 (recommended)"][2:] == ["0.500", "0.500", "0.500", "0.500", "0.500", "1 / 1 / 1 / 1"]
    calibration = PLOTS["calibration"].table([run]).rows
    assert [row[2] for row in calibration] == ["1", "1", "1", "1"]
    histogram = {row[0]: row[2:] for row in PLOTS["histogram"].table([run]).rows}
    assert histogram["0.1 to 0.2"] == ["0.500", "0.000"]
    learning = PLOTS["learning"].table([run])
    assert learning.rows[0] == ["1", "one", "0.6000", "0.6200"]


def test_baselines_of_the_same_functions_are_found_in_the_cache(tmp_path):
    scored(0.5).save(tmp_path / "cache" / "length-1.npz")
    scored(0.5, functions=50).save(tmp_path / "cache" / "bag-of-words-1.npz")
    folder = make_run(tmp_path / "one", scored(1.0)).folder
    (run,) = load_runs([folder], None, tmp_path / "cache")
    assert list(run.baselines) == ["length alone"]
    assert "length alone" in ROC.table([run]).head


def test_runs_of_one_name_are_told_apart_by_their_folders(tmp_path):
    folders = [make_run(tmp_path / parent / "run", scored(1.0)).folder for parent in ("a", "b")]
    assert [run.name for run in load_runs(folders, None, tmp_path)] == ["a/run", "b/run"]


def test_the_command_writes_a_page_a_run_and_one_that_compares(tmp_path):
    folders = [str(make_run(tmp_path / name, scored(q)).folder) for name, q in (("a", 1.0), ("b", 1.5))]
    output = tmp_path / "out"
    arguments = [*folders, "--output", str(output), "--draws", "20", "--cache", str(tmp_path / "cache")]
    done = CliRunner().invoke(report, arguments, catch_exceptions=False)
    assert done.output.split() == [str(output / f"{name}.html") for name in ("a", "b", "comparison")]
    assert {path.name for path in output.iterdir()} == {
        "a", "a.html", "b", "b.html", "comparison", "comparison.html"
    }  # fmt: skip
    assert {path.stem for path in (output / "comparison").iterdir()} == set(PLOTS)


def test_the_command_compares_with_a_run_beside_those_shown(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "PLOTS", {"roc": PLOTS["roc"]})
    poor, good = (str(make_run(tmp_path / n, scored(q)).folder) for n, q in (("poor", 0.3), ("good", 2.0)))
    output = tmp_path / "out"
    arguments = [good, "--against", poor, "--output", str(output), "--draws", "20"]
    assert CliRunner().invoke(report, arguments, catch_exceptions=False).exit_code == 0
    assert "Against poor" in (output / "comparison.html").read_text(encoding="utf-8")


def test_asking_for_nothing_is_told(tmp_path):
    done = CliRunner().invoke(report, [str(make_run(tmp_path / "a", scored(1.0)).folder)])
    assert done.exit_code == 2
    assert "--output DIR, --record or --observations FILE" in done.output


def broken(folder: Path, kind: str) -> None:
    run = make_run(folder, scored(1.0))
    if kind == "no scores":
        run.scores(PART).unlink()
    elif kind == "no run.json":
        (folder / "run.json").unlink()
    elif kind == "no settings":
        run.write("run.json", {"preset": "production"})
    else:
        run.write("run.json", {**run.read(), "preset": "unheard-of"})


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("no scores", f"no scores of {PART}"),
        ("no run.json", "holds no run.json"),
        ("no settings", "names no settings"),
        ("other preset", "no preset is called 'unheard-of'"),
    ],
)
def test_what_is_not_a_finished_run_is_refused_in_one_line(tmp_path, kind, message):
    broken(tmp_path / "run", kind)
    with pytest.raises(RunError, match=message) as caught:
        load_runs([tmp_path / "run"], None, tmp_path)
    assert "\n" not in str(caught.value)
