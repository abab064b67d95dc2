from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from vscan.config import TRUSTED_ONLY, Config, ConfigError, find_config, load_config, merge
from vscan.discover import Candidate, walk
from vscan.domain import Severity
from vscan.settings import Output, ScanSettings, SettingsError, option_name

DOCS = Path(__file__).parent.parent / "docs"

EVERYTHING = """
include = ["src/"]
exclude = ["*.inc.c"]
default-excludes = false
gitignore = false
force-exclude = true
languages = ["c", "cpp"]
max-file-bytes = 1000
max-function-bytes = 100
file-timeout = 2
memory-limit = 512
jobs = 2
scorer = "none"
model = "model.onnx"
rules = ["rules", "../shared"]
select = ["CWE-120", "format-*"]
ignore = ["gets"]
severity = { "format-string" = "low", "CWE-120" = "critical" }
threshold = 0.25
prior = 0.02
top = 7
min-severity = "high"
baseline = "known.jsonl"
fail-on-increase = 0.2
ignore-suppressions = true
require-suppression-reason = true
show-suppressed = true
influence = false
format = "json"
output = ["out/report.json", "sarif:out/report.sarif"]
sarif-category = "vscan/lib"
fail-on = "high"
max-findings = 6
exit-zero = true
color = false
quiet = false
verbose = true
cache = false
cache-dir = ".cache"
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "tree"
    root.mkdir()
    (root / ".git").mkdir()
    monkeypatch.chdir(root)
    return root


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def values_of(path: Path, text: str) -> dict[str, Any]:
    return dict(load_config(path.parent, write(path, text)).values)


# Finding


@pytest.mark.parametrize("name", ["vscan.toml", ".vscan.toml"])
def test_found_upwards(tree: Path, name: str):
    config = write(tree / name, "top = 3")
    source = write(tree / "src/deep/a.c", "")
    assert load_config(source) == load_config(source.parent) == Config(config, {"top": 3})
    assert load_config(Path("src")) == Config(config, {"top": 3})


def test_found_in_pyproject(tree: Path):
    config = write(tree / "pyproject.toml", "[tool.ruff]\nx = 1\n[tool.vscan]\ntop = 3")
    assert load_config(tree) == Config(config, {"top": 3})


def test_a_pyproject_without_our_table_is_passed_by(tree: Path):
    config = write(tree / "vscan.toml", "top = 3")
    write(tree / "pyproject.toml", "[tool.ruff]\n# not vscan\n")
    write(tree / "src/pyproject.toml", "neither = [valid nor ours")
    write(tree / "src/sub/pyproject.toml", "tool = 3 # vscan")
    assert find_config(tree / "src/sub") == config


def test_an_empty_table_counts(tree: Path):
    write(tree / "vscan.toml", "top = 3")
    nearest = write(tree / "src/pyproject.toml", "[tool.vscan]")
    assert load_config(tree / "src") == Config(nearest, {})


def test_the_nearest_wins_alone(tree: Path):
    write(tree / "vscan.toml", "top = 3\nformat = 'json'")
    write(tree / "src/vscan.toml", "top = 4")
    assert load_config(tree / "src").values == {"top": 4}


def test_the_git_root_is_the_last_folder(tree: Path):
    outside = write(tree.parent / "vscan.toml", "top = 3")
    (tree / "src").mkdir()
    assert load_config(tree / "src") == Config()
    (tree / ".git").rmdir()
    assert find_config(tree / "src") == outside


def test_two_in_one_folder_is_an_error_naming_both(tree: Path):
    write(tree / "vscan.toml", "")
    write(tree / "pyproject.toml", "[tool.vscan]")
    with pytest.raises(ConfigError, match=r"two configs, vscan\.toml and pyproject\.toml"):
        load_config(tree)
    assert load_config(tree, tree / "vscan.toml") == Config(tree / "vscan.toml")


def test_none(tree: Path):
    assert load_config(tree) == Config()


# Reading


def test_every_option_from_a_named_file(tree: Path):
    path = write(tree / "conf/vscan.toml", EVERYTHING)
    config = load_config(tree, path)
    fields = {field.name for field in dataclasses.fields(ScanSettings)}
    assert config.values.keys() == fields - {"point", "target_fpr"}  # alternatives of threshold
    assert merge({}, config) == ScanSettings(
        include=("src/",),
        exclude=("*.inc.c",),
        default_excludes=False,
        gitignore=False,
        force_exclude=True,
        languages=("c", "cpp"),
        max_file_bytes=1000,
        max_function_bytes=100,
        file_timeout=2.0,
        memory_limit=512,
        jobs=2,
        scorer="none",
        model=tree / "conf/model.onnx",
        rules=(tree / "conf/rules", tree / "conf/../shared"),
        select=("CWE-120", "format-*"),
        ignore=("gets",),
        severity=(("format-string", Severity.LOW), ("CWE-120", Severity.CRITICAL)),
        threshold=0.25,
        prior=0.02,
        top=7,
        min_severity=Severity.HIGH,
        baseline=tree / "conf/known.jsonl",
        fail_on_increase=0.2,
        ignore_suppressions=True,
        require_suppression_reason=True,
        show_suppressed=True,
        influence=False,
        format="json",
        output=(
            Output(None, tree / "conf/out/report.json"),
            Output("sarif", tree / "conf/out/report.sarif"),
        ),
        sarif_category="vscan/lib",
        fail_on="high",
        max_findings=6,
        exit_zero=True,
        color=False,
        verbose=True,
        cache=False,
        cache_dir=tree / "conf/.cache",
    )
    assert isinstance(merge({}, config).file_timeout, float)


@pytest.mark.parametrize("flag", [{"point": "recall"}, {"target_fpr": 0.1}, {"threshold": 0.0}])
def test_a_flag_wins_over_its_alternatives_in_the_config(tree: Path, flag: dict[str, Any]):
    path = write(tree / "vscan.toml", "target-fpr = 0.05\nquiet = true")
    settings = merge({**flag, "verbose": True}, load_config(tree, path))
    assert settings == ScanSettings(**flag, verbose=True)


def test_absolute_paths_stay(tree: Path):
    assert values_of(tree / "vscan.toml", f"model = '{tree}/m.onnx'") == {"model": tree / "m.onnx"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tpo = 3", "unknown key 'tpo' (did you mean 'top'?)"),
        ("max_file_bytes = 3", "unknown key 'max_file_bytes' (did you mean 'max-file-bytes'?)"),
        ("zzzzzz = 3", "unknown key 'zzzzzz'"),
        ("[scan]\ntop = 3", "unknown key 'scan'"),
        ("top = '3'", "'top' must be an integer, got string '3'"),
        ("top = true", "'top' must be an integer, got boolean True"),
        ("top = 3.0", "'top' must be an integer, got float 3.0"),
        ("threshold = '0.5'", "'threshold' must be a number, got string '0.5'"),
        ("threshold = false", "'threshold' must be a number, got boolean False"),
        ("quiet = 1", "'quiet' must be true or false, got integer 1"),
        ("format = ['json']", "'format' must be a string, got an array"),
        ("exclude = 'tests'", "'exclude' must be an array of strings, got string 'tests'"),
        ("exclude = ['a', 3]", "'exclude' must be an array of strings, got an array"),
        ("rules = [3]", "'rules' must be an array of strings, got an array"),
        ("output = {a = 1}", "'output' must be a string or an array of strings, got a table"),
        ("output = 'json:'", "'output': output must be FILE or FORMAT:FILE, got 'json:'"),
        ("fail-on = 'huge'", "fail-on must be one of low, medium, high, critical, none, got 'huge'"),
        ("model = 2020-01-01", "'model' must be a string, got a date or time"),
        ("model = ''", "'model': '' is not a path"),
        ('rules = ["a\\u0000"]', "'rules': 'a\\x00' is not a path"),
        ("min-severity = 3", "'min-severity' must be a string, got integer 3"),
        (
            "min-severity = 'bad'",
            "'min-severity': unknown severity 'bad' (known: low, medium, high, critical)",
        ),
        ("severity = 'low'", "'severity' must be a table of rules and severities, got string 'low'"),
        (
            "[severity]\ngets = 3",
            "'severity': the severity of 'gets' must be a string, got integer 3",
        ),
        (
            "[severity]\ngets = 'bad'",
            "'severity': unknown severity 'bad' (known: low, medium, high, critical)",
        ),
        ("ignore = ['']", "ignore must be rules that are not blank, got ('',)"),
        ("threshold = 2", "threshold must be a probability between 0 and 1, got 2.0"),
        ("prior = 1", "prior must be a prevalence between 0 and 1, neither of them, got 1.0"),
        ("point = 3", "'point' must be a string, got integer 3"),
        ("quiet = true\nverbose = true", "quiet and verbose exclude each other"),
        ("point = 'recall'\ntarget-fpr = 0.1", "point and target-fpr exclude each other"),
        ("top = ", "not valid TOML: Invalid value (at end of document)"),
        ("a = " + "[" * 100_000, "nested too deeply"),
        ("#" * 1_000_001, "larger than 1,000,000 bytes"),
    ],
)
def test_errors_name_the_file_and_the_key(tree: Path, text: str, message: str):
    path = write(tree / "vscan.toml", text)
    with pytest.raises(ConfigError) as caught:
        load_config(tree, path)
    assert str(caught.value) == f"{path}: {message}"


def test_not_utf_8(tree: Path):
    (tree / "vscan.toml").write_bytes(b"format = '\xff'")
    with pytest.raises(ConfigError, match=r"vscan\.toml: not valid TOML"):
        load_config(tree)


def test_a_named_file_must_exist_and_hold_a_table(tree: Path):
    with pytest.raises(ConfigError, match=r"nope\.toml: not a file"):
        load_config(tree, tree / "nope.toml")
    with pytest.raises(ConfigError, match="tree: not a file"):
        load_config(tree, tree)
    pyproject = write(tree / "pyproject.toml", "[tool.other]")
    with pytest.raises(ConfigError, match=r"no \[tool.vscan\] table"):
        load_config(tree, pyproject)


def test_a_pyproject_that_names_us_must_be_valid(tree: Path):
    write(tree / "pyproject.toml", "[tool.vscan\ntop = 3")
    with pytest.raises(ConfigError, match=r"pyproject\.toml: not valid TOML"):
        load_config(tree)


# Trust


@pytest.mark.parametrize("line", EVERYTHING.strip().splitlines())
def test_what_a_found_file_may_set(tree: Path, line: str):
    path = write(tree / "vscan.toml", line.replace('"../shared"', '"more"'))
    key = line.partition(" ")[0]
    if key.replace("-", "_") in TRUSTED_ONLY:
        with pytest.raises(ConfigError, match=f"{re.escape(str(path))}: '{key}' is only allowed"):
            load_config(tree)
    else:
        assert option_name(*load_config(tree).values) == key
    assert option_name(*load_config(tree, path).values) == key


@pytest.mark.parametrize("folder", ["../rules", "/etc", "link", "rules/../../rules"])
def test_a_found_file_may_only_bring_rules_of_its_own_tree(tree: Path, folder: str):
    (tree / "link").symlink_to("/etc")
    path = write(tree / "vscan.toml", f"rules = ['rules', '{folder}']")
    with pytest.raises(ConfigError, match="'rules' leads out of"):
        load_config(tree)
    assert load_config(tree, path).values["rules"] == (tree / "rules", tree / folder)


# Merging


def test_flags_win_over_the_config_and_the_config_over_the_defaults():
    config = Config(Path("vscan.toml"), {"top": 3, "quiet": True, "exclude": ("a",), "format": "json"})
    flags = {"top": 5, "quiet": False, "exclude": (), "format": None, "jobs": 2}
    expected = ScanSettings(top=5, quiet=False, exclude=("a",), format="json", jobs=2)
    assert merge(flags, config) == expected


def test_no_config():
    assert merge({"top": 5}) == ScanSettings(top=5)
    assert merge({}) == ScanSettings()


def test_flags_are_checked():
    with pytest.raises(SettingsError, match="top must be"):
        merge({"top": 0}, Config())


@pytest.mark.parametrize("place", [".", "src", ".."])
def test_globs_are_seen_from_the_config(tree: Path, monkeypatch: pytest.MonkeyPatch, place: str):
    for name in ("gen/a.c", "src/gen/b.c", "src/c.c", "src/odd [x]/d.c", "src/odd [x]/vscan.toml"):
        write(tree / name, "")
    write(tree / "vscan.toml", 'exclude = ["gen/*.c"]')
    monkeypatch.chdir(tree / place)

    def found(config: Config) -> set[str]:
        items = walk([tree], merge({}, config))
        return {Path(item.real).name for item in items if isinstance(item, Candidate)}

    assert found(load_config(tree)) == {"b.c", "c.c", "d.c"}
    write(tree / "src/odd [x]/vscan.toml", 'include = ["/d.c", "../c.c"]')
    assert found(load_config(tree / "src/odd [x]")) == {"c.c", "d.c"}


# Documentation


def test_every_option_is_documented_with_its_default():
    section = (DOCS / "configuration.md").read_text().partition("## Options")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| [^|]+ \| ([^|]+) \|", section, re.M))
    fields = dataclasses.fields(ScanSettings)
    assert rows.keys() == {option_name(field.name) for field in fields}
    for field in fields:
        documented = rows[option_name(field.name)].strip().strip("`")
        assert documented == shown(field.default), field.name


def shown(default: object) -> str:
    match default:
        case bool():
            return str(default).lower()
        case () | None:
            return "-"
        case str():
            return f'"{default}"'
        case _:
            return f"{default:g}" if isinstance(default, float) else str(default)


def test_what_needs_trust_is_documented():
    section = (DOCS / "configuration.md").read_text().partition("## What a found file may not set")[2]
    documented = set(re.findall(r"^\| `([a-z-]+)`", section, re.M))
    assert documented == {option_name(name) for name in TRUSTED_ONLY} | {"rules", "baseline"}
