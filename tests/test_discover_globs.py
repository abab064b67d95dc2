"""Our reading of gitignore patterns against git's own."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vscan.discover import Candidate, walk
from vscan.globs import GlobError, anchor_glob, escape_glob, parse_glob
from vscan.settings import ScanSettings

GIT_ENVIRONMENT = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
ALL_NAMES = ScanSettings(default_excludes=False, exclude=(".git/",))


def git(folder: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, env=GIT_ENVIRONMENT, check=True, capture_output=True).stdout


def plant(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def seen_by_git(repository: Path) -> set[str]:
    listing = git(repository, "ls-files", "-z", "--others", "--exclude-standard")
    return {os.fsdecode(name) for name in listing.split(b"\0") if name}


def seen_by_us(repository: Path) -> set[str]:
    found = walk([repository], ALL_NAMES)
    return {os.path.relpath(item.real, repository) for item in found if isinstance(item, Candidate)}


@pytest.fixture(scope="module", autouse=True)
def every_name_is_source() -> Iterator[None]:
    """Git does not care what a file holds, so here neither do we."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vscan.discover.walker.language_of", lambda name: "c")
        yield


CASES: dict[str, dict[str, str]] = {
    "name anywhere": {".gitignore": "a.c", "a.c": "", "d/a.c": "", "d/ba.c": ""},
    "anchored": {".gitignore": "/a.c", "a.c": "", "d/a.c": ""},
    "inner slash anchors": {".gitignore": "d/a.c", "d/a.c": "", "e/d/a.c": ""},
    "folders only": {".gitignore": "x/", "x/a.c": "", "d/x": "", "e/x/a.c": ""},
    "anchored folder": {".gitignore": "/x/", "x/a.c": "", "d/x/a.c": ""},
    "negation": {".gitignore": "*.c\n!keep.c", "a.c": "", "keep.c": "", "d/keep.c": ""},
    "negation before": {".gitignore": "!keep.c\n*.c", "keep.c": ""},
    "no way back into an ignored folder": {".gitignore": "d/\n!d/keep.c", "d/keep.c": "", "d/a.c": ""},
    "way back into its contents": {".gitignore": "d/*\n!d/keep.c", "d/keep.c": "", "d/a.c": ""},
    "all but one kind": {".gitignore": "*\n!*/\n!*.c", "a.c": "", "b.h": "", "d/a.c": "", "d/b.h": ""},
    "negated folder does not save files": {".gitignore": "*\n!d/", "d/a.c": "", "a.c": ""},
    "deeper file wins": {".gitignore": "*.c", "d/.gitignore": "!a.c", "a.c": "", "d/a.c": "", "d/b.c": ""},
    "deeper file loses elsewhere": {"d/.gitignore": "/a.c", "a.c": "", "d/a.c": "", "d/e/a.c": ""},
    "leading double star": {".gitignore": "**/x/a.c", "x/a.c": "", "d/x/a.c": "", "d/x/e/a.c": ""},
    "inner double star": {".gitignore": "d/**/a.c", "d/a.c": "", "d/e/a.c": "", "d/e/f/a.c": "", "a.c": ""},
    "trailing double star": {".gitignore": "d/**", "d/a.c": "", "d/e/a.c": "", "e/d/a.c": ""},
    "double star of folders": {".gitignore": "d/**/", "d/a.c": "", "d/e/a.c": ""},
    "lone double star": {".gitignore": "**", "a.c": "", "d/a.c": ""},
    "anchored double star": {".gitignore": "/**/a.c", "a.c": "", "d/a.c": "", "d/b.c": ""},
    "repeated double stars": {".gitignore": "d/**/**/a.c", "d/a.c": "", "d/e/f/a.c": ""},
    "triple star": {".gitignore": "d/***/a.c", "d/a.c": "", "d/e/f/a.c": ""},
    "star stays in a folder": {".gitignore": "d/*.c", "d/a.c": "", "d/e/a.c": ""},
    "stars between": {".gitignore": "a*b*c.c", "abc.c": "", "axbxxc.c": "", "acb.c": "", "abcxc.c": ""},
    "question mark": {".gitignore": "?.c", "a.c": "", "ab.c": "", ".c": ""},
    "set": {".gitignore": "[ab].c", "a.c": "", "b.c": "", "c.c": ""},
    "range": {".gitignore": "[a-c]x", "ax": "", "cx": "", "dx": "", "-x": ""},
    "reversed range": {".gitignore": "[c-a]x", "ax": "", "bx": "", "cx": ""},
    "negated set": {".gitignore": "[!a]x", "ax": "", "bx": ""},
    "caret set": {".gitignore": "[^a]x", "ax": "", "bx": ""},
    "bracket in set": {".gitignore": "[]a]x", "]x": "", "ax": "", "bx": ""},
    "negated bracket in set": {".gitignore": "[!]a]x", "]x": "", "ax": "", "bx": ""},
    "dash in set": {".gitignore": "[a-]x", "-x": "", "ax": "", "bx": ""},
    "escape in set": {".gitignore": "[\\]-]x", "]x": "", "-x": "", "\\x": ""},
    "class": {".gitignore": "[[:digit:]_]x", "1x": "", "_x": "", "ax": ""},
    "negated class": {".gitignore": "[^[:upper:]]x", "Ax": "", "ax": ""},
    "unknown class": {".gitignore": "[[:nothing:]]x", "ax": "", "nx": ""},
    "half a class": {".gitignore": "[[:x]y", "[y": "", ":y": "", "xy": "", "ay": ""},
    "unclosed set": {".gitignore": "[ab", "[ab": "", "a": ""},
    "escaped star": {".gitignore": "\\*.c", "*.c": "", "a.c": ""},
    "escaped negation": {".gitignore": "\\!a", "!a": "", "a": ""},
    "escaped hash": {".gitignore": "\\#a", "#a": "", "a": ""},
    "comment": {".gitignore": "#a\n # b", "#a": "", "a": "", " # b": ""},
    "trailing spaces": {".gitignore": "a  \nb\\ \nc\\  ", "a": "", "a  ": "", "b ": "", "b": "", "c ": ""},
    "leading space": {".gitignore": " a", " a": "", "a": ""},
    "trailing tab": {".gitignore": "a\t", "a": "", "a\t": ""},
    "trailing backslash": {".gitignore": "a\\", "a": "", "a\\": ""},
    "carriage returns": {".gitignore": "a\r\nd/\r\n", "a": "", "d/b": "", "c": ""},
    "byte order mark": {".gitignore": "\ufeffa", "a": "", "b": ""},
    "blank lines": {".gitignore": "\n\n/\n!\n  \n", "a": "", "d/b": ""},
    "two slashes": {".gitignore": "d//a\ne//", "d/a": "", "e/a": ""},
    "slash in front of all": {".gitignore": "//a", "a": ""},
    "newline in a name": {".gitignore": "a?b\nc*", "a\nb": "", "c\nd": "", "e\nf": ""},
    "dots": {".gitignore": ".*\n!.gitignore", ".a": "", "a.c": "", ".d/a.c": ""},
    "no regular expressions": {".gitignore": "a+\n(b)\n{c,d}", "a+": "", "aa": "", "(b)": "", "b": ""},
    "info/exclude": {".git/info/exclude": "a.c\nb.c", ".gitignore": "!b.c", "a.c": "", "b.c": "", "c.c": ""},
    "unicode": {".gitignore": "é*\n日/", "été.c": "", "日/a.c": "", "e.c": ""},
}  # fmt: skip


@pytest.mark.parametrize("files", CASES.values(), ids=CASES.keys())
def test_agrees_with_git(files: dict[str, str], tmp_path: Path):
    git(tmp_path, "init", "-q")
    plant(tmp_path, files)
    assert seen_by_us(tmp_path) == seen_by_git(tmp_path)


NAMES = ["x", "y", "xy", "x y"]
FOLDERS = ["d", "e"]
TOKENS = ["x", "y", "d", "e", "*", "?", "**", "/", "[xd]", "[!x]", "[[:alpha:]]", "[d-x]", "\\x", "\\ ", " "]
# Git reads "d**/x" as "d" and then "**/x", against its own manual; nobody writes that.
GLUED = re.compile(r"[^/!]\*\*|\*\*[^/]")


@pytest.fixture(scope="module")
def forest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("forest")
    git(root, "init", "-q")
    folders = ["", *FOLDERS, *(f"{a}/{b}" for a in FOLDERS for b in FOLDERS)]
    plant(root, {f"{folder}/{name}".lstrip("/"): "" for folder in folders for name in NAMES})
    return root


def patterns() -> st.SearchStrategy[str]:
    bodies = st.lists(st.sampled_from(TOKENS), min_size=1, max_size=6).map("".join)
    return st.tuples(st.sampled_from(["", "", "!"]), bodies.filter(lambda b: not GLUED.search(b))).map(
        "".join
    )


@settings(max_examples=80, deadline=None)
@given(top=st.lists(patterns(), max_size=4), nested=st.lists(patterns(), max_size=3))
def test_agrees_with_git_on_any_pattern(forest: Path, top: list[str], nested: list[str]):
    plant(forest, {".gitignore": "\n".join(top), "d/.gitignore": "\n".join(nested)})
    assert seen_by_us(forest) == seen_by_git(forest)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [("*a" * 60 + "b", "a" * 250), ("[a-z]*" * 60 + "0", "a" * 250), ("?*" * 100 + "b", "a" * 250)],
)
def test_hostile_stars_are_cheap(pattern: str, name: str):
    glob = parse_glob(pattern)
    assert glob is not None
    start = time.perf_counter()
    assert not glob.matches((name,), False)
    assert time.perf_counter() - start < 1


def test_hostile_double_stars_are_cheap():
    glob = parse_glob("**/a/" * 300 + "b")
    assert glob is not None
    start = time.perf_counter()
    assert not glob.matches(("a",) * 2000, False)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "pattern", ["a\\", "[a", "[a\\", "[a-\\", "[!", "[[:nope:]]", "d/[x", "x" * 5000, "[[:alpha:]"]
)
def test_patterns_that_cannot_match_are_errors(pattern: str):
    with pytest.raises(GlobError):
        parse_glob(pattern)


@given(st.text())
def test_parsing_raises_nothing_else(line: str):
    try:
        glob = parse_glob(line)
    except GlobError:
        return
    if glob is not None:
        glob.matches(("a", "b.c"), False)


@given(st.text(st.characters(exclude_characters="/\n"), min_size=1))
def test_an_escaped_name_matches_itself(name: str):
    glob = parse_glob(escape_glob(name))
    assert glob is not None
    assert glob.matches((name,), False)
    assert not glob.matches((name + "x",), False)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.c", "*.c"),
        ("gen/", "gen/"),
        ("**/gen/*.c", "**/gen/*.c"),
        ("gen/*.c", "/home/pro\\ ject/gen/*.c"),
        ("/gen/", "/home/pro\\ ject/gen/"),
        ("!gen/keep.c", "!/home/pro\\ ject/gen/keep.c"),
        ("./gen/a.c", "/home/pro\\ ject/gen/a.c"),
        ("../other/a.c", "/home/other/a.c"),
        ("../../../../a.c", "/a.c"),
    ],
)
def test_anchoring(pattern: str, expected: str):
    assert anchor_glob(pattern, ("home", "pro ject")) == expected
