from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from vscan.domain import ExitPolicy, Severity
from vscan.settings import Output, ScanSettings, SettingsError

SHAPING: dict[str, Any] = {"max_function_bytes": 5, "scorer": "none"}
DECIDING: dict[str, Any] = {
    "default_excludes": False,
    "languages": ("c",),
    "max_file_bytes": 5,
    "select": ("gets",),
    "ignore": ("gets",),
    "severity": (("gets", Severity.LOW),),
    "min_severity": Severity.HIGH,
}
HARMLESS: dict[str, Any] = {
    "include": ("a",),
    "exclude": ("a",),
    "gitignore": False,
    "force_exclude": True,
    "file_timeout": 1.0,
    "memory_limit": 64,
    "jobs": 3,
    "model": Path("m.onnx"),
    "rules": (Path("rules"),),
    "threshold": 0.5,
    "point": "recall",
    "target_fpr": 0.05,
    "prior": 0.01,
    "top": 3,
    "baseline": Path("b.jsonl"),
    "fail_on_increase": 0.1,
    "ignore_suppressions": True,
    "require_suppression_reason": True,
    "show_suppressed": True,
    "influence": False,
    "format": "json",
    "output": (Output("sarif", Path("out.sarif")),),
    "sarif_category": "vscan/lib",
    "fail_on": "high",
    "max_findings": 3,
    "exit_zero": True,
    "color": True,
    "quiet": True,
    "verbose": True,
    "cache": False,
    "cache_dir": Path("cache"),
}


def test_every_option_has_a_place_in_the_key_or_none():
    names = {field.name for field in dataclasses.fields(ScanSettings)}
    assert sorted([*SHAPING, *DECIDING, *HARMLESS]) == sorted(names)


@pytest.mark.parametrize("name", SHAPING)
def test_what_shapes_results_changes_the_key(name: str):
    assert ScanSettings(**{name: SHAPING[name]}).cache_key() != ScanSettings().cache_key()


@pytest.mark.parametrize("name", DECIDING)
def test_what_decides_about_files_changes_their_key_alone(name: str):
    settings = ScanSettings(**{name: DECIDING[name]})
    assert settings.file_key() != ScanSettings().file_key()
    assert settings.cache_key() == ScanSettings().cache_key()


@pytest.mark.parametrize("name", HARMLESS)
def test_what_does_not_keeps_the_keys(name: str):
    settings = ScanSettings(**{name: HARMLESS[name]})
    assert settings != ScanSettings()
    assert settings.cache_key() == ScanSettings().cache_key()
    assert settings.file_key() == ScanSettings().file_key()


def test_the_key_is_stable():
    assert ScanSettings().cache_key() == '{"max_function_bytes": 200000, "scorer": "onnx"}'


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("include", ("a", " "), "include must be patterns that are not blank, got ('a', ' ')"),
        ("exclude", ("",), "exclude must be patterns that are not blank, got ('',)"),
        ("languages", ("",), "languages must be names of languages, got ('',)"),
        ("max_file_bytes", 0, "max-file-bytes must be a positive number of bytes, got 0"),
        ("max_function_bytes", -1, "max-function-bytes must be a positive number of bytes, got -1"),
        ("file_timeout", 0.0, "file-timeout must be a positive number of seconds, got 0.0"),
        ("file_timeout", float("inf"), "file-timeout must be a positive number of seconds, got inf"),
        ("file_timeout", float("nan"), "file-timeout must be a positive number of seconds, got nan"),
        ("memory_limit", 63, "memory-limit must be at least 64 MB, got 63"),
        ("jobs", -1, "jobs must be 0 (all cores) or more, got -1"),
        ("scorer", "magic", "scorer must be one of onnx, torch, none, got 'magic'"),
        ("threshold", 1.1, "threshold must be a probability between 0 and 1, got 1.1"),
        ("threshold", float("nan"), "threshold must be a probability between 0 and 1, got nan"),
        ("point", " ", "point must be the name of an operating point, got ' '"),
        (
            "target_fpr",
            0.0,
            "target-fpr must be a false-positive rate between 0 and 1, neither of them, got 0.0",
        ),
        (
            "target_fpr",
            1.0,
            "target-fpr must be a false-positive rate between 0 and 1, neither of them, got 1.0",
        ),
        ("prior", 0.0, "prior must be a prevalence between 0 and 1, neither of them, got 0.0"),
        ("prior", float("nan"), "prior must be a prevalence between 0 and 1, neither of them, got nan"),
        ("top", 0, "top must be 1 or more, got 0"),
        ("format", "", "format must be the name of a report format, got ''"),
    ],
)
def test_limits(name: str, value: Any, message: str):
    with pytest.raises(SettingsError) as caught:
        ScanSettings(**{name: value})
    assert str(caught.value) == message


@pytest.mark.parametrize(("name", "value"), [("threshold", 0.0), ("threshold", 1.0), ("top", 1), ("jobs", 0)])
def test_limits_are_inclusive(name: str, value: Any):
    assert getattr(ScanSettings(**{name: value}), name) == value


def test_quiet_and_verbose_exclude_each_other():
    with pytest.raises(SettingsError, match="quiet and verbose"):
        ScanSettings(quiet=True, verbose=True)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"threshold": 0.0, "point": "recall"}, "threshold and point exclude each other"),
        ({"point": "recall", "target_fpr": 0.1}, "point and target-fpr exclude each other"),
        (
            {"threshold": 0.5, "point": "recall", "target_fpr": 0.1},
            "threshold and point and target-fpr exclude each other",
        ),
    ],
)
def test_one_line_is_drawn_at_most(given: dict[str, Any], says: str):
    with pytest.raises(SettingsError) as caught:
        ScanSettings(**given)
    assert str(caught.value) == says


def test_an_error_names_the_option():
    with pytest.raises(SettingsError, match="top must be"):
        dataclasses.replace(ScanSettings(), top=-3)


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("out.json", Output(None, Path("out.json"))),
        ("sarif:out.sarif", Output("sarif", Path("out.sarif"))),
        ("gitlab-sast:a/b:c.json", Output("gitlab-sast", Path("a/b:c.json"))),
        ("sarif:C:\\out.sarif", Output("sarif", Path("C:\\out.sarif"))),
        ("C:\\out.json", Output(None, Path("C:\\out.json"))),
        ("c:out.json", Output(None, Path("c:out.json"))),
        ("./sarif:out", Output(None, Path("./sarif:out"))),
        ("a/b:c", Output(None, Path("a/b:c"))),
    ],
)
def test_outputs(text: str, output: Output):
    assert Output.parse(text) == output


@pytest.mark.parametrize("text", ["", "json:", "json:a\0b"])
def test_outputs_that_are_none(text: str):
    with pytest.raises(SettingsError, match="output must be FILE or FORMAT:FILE"):
        Output.parse(text)


def test_an_exit_policy():
    assert ScanSettings().exit_policy() == ExitPolicy()
    assert ScanSettings(fail_on="none").exit_policy().fail_on is None
    rising = ScanSettings(fail_on_increase=0.2)
    assert rising.exit_policy() == ExitPolicy()
    assert rising.exit_policy(changes=True) == ExitPolicy(None, fail_on_increase=0.2)
    both = ScanSettings(fail_on_increase=0.2, fail_on="high").exit_policy(changes=True)
    assert both == ExitPolicy(Severity.HIGH, fail_on_increase=0.2)
    chosen = ScanSettings(fail_on="high", max_findings=3, exit_zero=True).exit_policy()
    assert chosen == ExitPolicy(Severity.HIGH, 3, exit_zero=True)


def test_findings_that_are_not_shown_cannot_be_counted():
    with pytest.raises(SettingsError, match="max-findings must be below top"):
        ScanSettings(top=3, max_findings=3)
    ScanSettings(top=4, max_findings=3)


def test_one_file_in_the_shown_format():
    with pytest.raises(SettingsError, match="one file at most"):
        ScanSettings(output=(Output(None, Path("a")), Output(None, Path("b"))))
