"""What the walk finds, in which order, and why it leaves things out."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from vscan.discover import Candidate, DiscoveryError, walk
from vscan.domain import Skipped, SkipReason
from vscan.settings import ScanSettings


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and we stand in it."""
    root = tmp_path / "tree"
    root.mkdir()
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def alarm() -> Iterator[None]:
    """Turns a hang into a failure."""

    def fail(number: int, frame: object) -> None:
        raise AssertionError("hung")

    previous = signal.signal(signal.SIGALRM, fail)
    signal.alarm(10)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, previous)


def plant(root: Path, *names: str) -> None:
    for name in names:
        write(root / name, "int x;\n")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def found(*paths: str | Path, **options: Any) -> list[str]:
    items = walk(paths or ["."], ScanSettings(**options))
    return [item.path for item in items if isinstance(item, Candidate)]


def skips(*paths: str | Path, **options: Any) -> dict[str, tuple[SkipReason, str]]:
    items = walk(paths or ["."], ScanSettings(**options))
    return {item.path: (item.reason, item.detail) for item in items if isinstance(item, Skipped)}


def reasons(*paths: str | Path, **options: Any) -> Mapping[str, SkipReason]:
    return {path: reason for path, (reason, _) in skips(*paths, **options).items()}


# Order and names


def test_sorted_and_relative(tree: Path):
    plant(tree, "b.c", "a/z.c", "a/b/c.c", "a.c", "B.c")
    assert found() == ["B.c", "a/b/c.c", "a/z.c", "a.c", "b.c"]


def test_arguments_are_sorted(tree: Path):
    plant(tree, "b/x.c", "a/x.c", "c.c")
    assert found("c.c", "b", "a") == found("a", "b", "c.c") == ["a/x.c", "b/x.c", "c.c"]


@pytest.mark.parametrize("argument", ["src", "./src", "src/", "../tree/src", "src/../src"])
def test_paths_below_the_current_folder_are_relative(tree: Path, argument: str):
    plant(tree, "src/a.c")
    assert found(argument) == ["src/a.c"]
    assert found(tree / "src") == ["src/a.c"]


def test_paths_elsewhere_stay_as_given(tree: Path):
    plant(tree, "../other/a.c")
    assert found("../other") == ["../other/a.c"]
    other = tree.parent / "other"
    assert found(other) == [f"{other.as_posix()}/a.c"]
    assert found("/../" + str(other)[1:] + "/a.c") == ["/../" + str(other)[1:] + "/a.c"]


def test_parent_behind_a_symlink_is_resolved(tree: Path):
    plant(tree, "../far/away/a.c", "../far/b.c")
    (tree / "link").symlink_to(tree.parent / "far/away")
    assert found("link/../b.c") == ["link/../b.c"]
    assert found("link/a.c") == ["link/a.c"]


def test_candidates_know_where_they_are_and_what_the_system_says_of_them(tree: Path):
    plant(tree, "a.c")
    (tree / "link.c").symlink_to("a.c")
    of = (tree / "a.c").stat()
    stamp = (of.st_size, of.st_mtime_ns, of.st_ctime_ns, of.st_ino, of.st_dev)
    expected = Candidate("link.c", os.path.realpath(tree / "a.c"), explicit=True, stamp=stamp)
    assert list(walk(["link.c"], ScanSettings())) == [expected]
    assert list(walk(["a.c"], ScanSettings())) == [replace(expected, path="a.c")]


def test_nothing_twice(tree: Path):
    plant(tree, "a.c", "src/b.c", "src/deep/c.c")
    (tree / "again").symlink_to("src")
    paths = [".", "src", "./src/", "src/b.c", tree / "src/b.c", "src/deep", "a.c", "a.c", "again"]
    assert sorted(found(*paths)) == ["a.c", "src/b.c", "src/deep/c.c"]
    real = [item.real for item in walk(paths, ScanSettings()) if isinstance(item, Candidate)]
    assert len(real) == len(set(real)) == 3


def test_odd_names_survive(tree: Path):
    names = [
        b"new\nline.c",
        b"sp ace.c",
        b"\xff\xfe.c",
        b"-rf.c",
        "日本.c".encode(),
        b"tab\t.c",
        b"*.c",
        b"q\"'.c",
    ]
    for name in names:
        (tree / os.fsdecode(name)).write_text("int x;\n")
    (tree / os.fsdecode(b"\xe9t\xe9")).mkdir()
    plant(tree, os.fsdecode(b"\xe9t\xe9/a.c"))
    assert sorted(map(os.fsencode, found())) == sorted([*names, b"\xe9t\xe9/a.c"])
    assert found(os.fsdecode(b"\xff\xfe.c")) == [os.fsdecode(b"\xff\xfe.c")]


def test_a_missing_argument_is_named_at_once(tree: Path):
    plant(tree, "a.c")
    (tree / "dangling.c").symlink_to("nowhere.c")
    for missing in ("nope.c", "nope/", "a.c/b", "dangling.c"):
        with pytest.raises(DiscoveryError, match=missing):
            walk(["a.c", missing], ScanSettings())


def test_the_walk_is_lazy_and_opens_no_source(tree: Path, monkeypatch: pytest.MonkeyPatch):
    plant(tree, "a.c", "b/c.c", "c/d.c")
    monkeypatch.setattr("os.open", lambda *a, **k: pytest.fail("opened a file"))
    items = walk(["."], ScanSettings())
    assert next(items).path == "a.c"
    (tree / "c/late.c").hardlink_to(tree / "a.c")
    assert [item.path for item in items] == ["b/c.c", "c/d.c", "c/late.c"]


def test_speed(tree: Path):
    for folder in range(100):
        (tree / f"d{folder}").mkdir()
        for file in range(50):
            (tree / f"d{folder}/f{file}.c").touch()
    write(tree / ".gitignore", "".join(f"*.x{n}\n/some/path{n}/*.o\n" for n in range(50)))
    start = time.perf_counter()
    assert len(found()) == 5000
    assert time.perf_counter() - start < 5


# Traps


def test_special_files_are_never_opened(tree: Path, alarm: None):
    os.mkfifo(tree / "fifo.c")
    os.mkfifo(tree / ".gitignore")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.c")
        expected = {
            ".gitignore": (SkipReason.NOT_REGULAR, "a FIFO"),
            "fifo.c": (SkipReason.NOT_REGULAR, "a FIFO"),
            "socket.c": (SkipReason.NOT_REGULAR, "a socket"),
        }
        assert skips() == expected
        assert skips("fifo.c", "socket.c") == {k: v for k, v in expected.items() if k != ".gitignore"}
    assert skips("/dev/null") == {"/dev/null": (SkipReason.NOT_REGULAR, "a character device")}


def test_symlinked_folders_and_loops_are_not_followed(tree: Path, alarm: None):
    plant(tree, "src/a.c")
    (tree / "src/up").symlink_to("..")
    (tree / "src/self").symlink_to("self")
    (tree / "src/ping").symlink_to("pong")
    (tree / "src/pong").symlink_to("ping")
    (tree / "twin").symlink_to("src")
    assert found() == ["src/a.c"]
    assert set(reasons().values()) == {SkipReason.SYMLINK}
    assert set(skips()) == {"src/up", "src/self", "src/ping", "src/pong", "twin"}
    assert skips()["twin"][1] == "folders are not followed"
    assert skips()["src/self"][1] == "Too many levels of symbolic links"


def test_a_symlinked_folder_given_by_the_user_is_walked(tree: Path):
    plant(tree, "src/a.c")
    (tree / "twin").symlink_to("src")
    assert found("twin") == ["twin/a.c"]


def test_symlinked_files(tree: Path):
    plant(tree, "src/a.c", "src/real.tmpl", "../outside.c")
    for name, target in {
        "0-before.c": "src/a.c",
        "z-after.c": "src/a.c",
        "first.c": "src/real.tmpl",
        "second.c": "src/real.tmpl",
        "out.c": "../outside.c",
        "dead.c": "nowhere.c",
        "picture.png": "src/real.tmpl",
    }.items():
        (tree / name).symlink_to(target)
    assert found() == ["src/a.c", "first.c"]
    assert skips() == {
        "src/real.tmpl": (SkipReason.UNSUPPORTED, ""),
        "0-before.c": (SkipReason.SYMLINK, "same file as src/a.c"),
        "z-after.c": (SkipReason.SYMLINK, "same file as src/a.c"),
        "second.c": (SkipReason.SYMLINK, "same file as first.c"),
        "out.c": (SkipReason.SYMLINK, "leads out of the scanned paths"),
        "dead.c": (SkipReason.SYMLINK, "No such file or directory"),
        "picture.png": (SkipReason.SYMLINK, "same file as first.c"),
    }


def test_a_neighbour_with_the_same_prefix_is_outside(tree: Path):
    plant(tree, "src/a.c", "src-old/b.c")
    (tree / "src/b.c").symlink_to("../src-old/b.c")
    assert found("src") == ["src/a.c"]
    assert reasons("src") == {"src/b.c": SkipReason.SYMLINK}


def test_a_folder_that_vanishes_is_unreadable(tree: Path):
    plant(tree, "a.c")
    (tree / "b").mkdir()
    items = walk(["."], ScanSettings())
    next(items)
    (tree / "b").rmdir()
    assert list(items) == [Skipped("b", SkipReason.UNREADABLE, "No such file or directory")]


def test_a_forbidden_folder_is_unreadable(tree: Path):
    plant(tree, "a.c", "b/c.c")
    (tree / "b").chmod(0)
    is_root = os.geteuid() == 0
    for folder in (tree, *tree.parents):
        if is_root and "pytest-" in str(folder):
            folder.chmod(0o755)
    if is_root:
        os.seteuid(65534)  # root may read everything
    try:
        assert skips() == {"b": (SkipReason.UNREADABLE, "Permission denied")}
        assert found() == ["a.c"]
    finally:
        if is_root:
            os.seteuid(0)
        (tree / "b").chmod(0o755)


def test_deeper_than_python_recurses(tree: Path):
    deepest = str(tree)
    try:
        for _ in range(1100):
            deepest += "/d"
            os.mkdir(deepest)  # noqa: PTH102
        Path(deepest + "/a.c").touch()
        assert found() == ["d/" * 1100 + "a.c"]
    finally:
        Path(deepest + "/a.c").unlink(missing_ok=True)
        while deepest != str(tree):  # rmtree recurses, too
            os.rmdir(deepest)  # noqa: PTH106
            deepest = deepest.rpartition("/")[0]


# Excludes


def test_unsupported_files_are_counted(tree: Path):
    plant(tree, "a.c", "README", "Makefile", "logo.png")
    assert found() == ["a.c"]
    assert set(reasons().values()) == {SkipReason.UNSUPPORTED}
    assert set(reasons()) == {"README", "Makefile", "logo.png"}


def test_a_named_file_is_a_candidate_whatever_its_name(tree: Path):
    plant(tree, "README")
    assert found("README") == ["README"]


def test_default_excludes_prune_and_say_why(tree: Path):
    plant(tree, "vendor/a.c", "vendor/b/c.c", "src/third_party/a.c", "cmake-build-debug/a.c", "src/a.c")
    plant(tree, "p.pb.cc", "y.tab.c", "build.c", "src/vendor.c", ".git/a.c")
    assert found() == ["build.c", "src/a.c", "src/vendor.c"]
    assert skips() == {
        ".git": (SkipReason.EXCLUDED, ".git/ (default exclude, version control)"),
        "cmake-build-debug": (SkipReason.EXCLUDED, "cmake-build-*/ (default exclude, build output)"),
        "p.pb.cc": (SkipReason.GENERATED, "*.pb.cc (default exclude, generated)"),
        "src/third_party": (SkipReason.EXCLUDED, "third_party/ (default exclude, vendored)"),
        "vendor": (SkipReason.EXCLUDED, "vendor/ (default exclude, vendored)"),
        "y.tab.c": (SkipReason.GENERATED, "*.tab.c (default exclude, generated)"),
    }
    assert "vendor/b/c.c" in found(default_excludes=False)


@pytest.mark.parametrize("name", ["lib", "deps", "contrib", "target", "out", "bin", "obj", "tools", "tests"])
def test_ordinary_folders_are_not_excluded(tree: Path, name: str):
    plant(tree, f"{name}/a.c")
    assert found() == [f"{name}/a.c"]


def test_exclude_adds_to_the_defaults_and_may_overrule_them(tree: Path):
    plant(tree, "vendor/a.c", "tests/a.c", "src/a.c", "src/tests/a.c")
    assert found(exclude=("/tests/",)) == ["src/a.c", "src/tests/a.c"]
    assert found(exclude=("tests/", "!vendor/")) == ["src/a.c", "vendor/a.c"]
    assert skips(exclude=("tests/**",))["tests/a.c"] == (SkipReason.EXCLUDED, "tests/** (exclude)")
    assert skips(exclude=("a.c", "!a.c")).keys() == {"vendor"}


def test_globs_with_a_slash_start_where_the_user_stands(tree: Path, monkeypatch: pytest.MonkeyPatch):
    plant(tree, "src/gen/a.c", "gen/b.c")
    assert found(exclude=("gen/*.c",)) == ["src/gen/a.c"]
    assert found("src", exclude=("src/gen/",)) == []
    monkeypatch.chdir(tree / "src")
    assert found("..", exclude=("gen/",)) == []
    assert found("..", exclude=("/gen/",)) == ["../gen/b.c"]
    assert found("..", exclude=("../gen/",)) == ["../src/gen/a.c"]


def test_include(tree: Path):
    plant(tree, "src/a.c", "src/b.cpp", "src/skip/c.c", "tests/a.c")
    assert found(include=("src/",)) == ["src/a.c", "src/b.cpp", "src/skip/c.c"]
    assert found(include=("/src/**/*.c",)) == ["src/a.c", "src/skip/c.c"]
    assert found(include=("src/", "!skip/")) == ["src/a.c", "src/b.cpp"]
    assert found("src", include=("src/",)) == ["src/a.c", "src/b.cpp", "src/skip/c.c"]
    assert found("src/skip", include=("src/",)) == ["src/skip/c.c"]
    assert skips(include=("*.cpp",))["tests/a.c"] == (SkipReason.EXCLUDED, "matches no include pattern")
    assert found(include=("src/",), exclude=("*.cpp", "skip/")) == ["src/a.c"]


@pytest.mark.parametrize("option", ["include", "exclude"])
@pytest.mark.parametrize("pattern", ["[a", "a\\", "# note"])
def test_a_broken_glob_is_an_error_at_once(tree: Path, option: str, pattern: str):
    with pytest.raises(DiscoveryError, match=f"^{option}: .*pattern"):
        walk(["."], ScanSettings(**{option: (pattern,)}))


def test_an_unknown_language_is_an_error_at_once(tree: Path):
    with pytest.raises(DiscoveryError, match=r"unknown language 'cobol'.*known: .*cpp"):
        walk(["."], ScanSettings(languages=("c", "cobol")))


def test_named_paths_overrule_excludes(tree: Path):
    plant(tree, "vendor/a.c", "gen/b.c", "y.tab.c", "sub/x.c")
    write(tree / ".gitignore", "gen/\n")
    options: dict[str, Any] = {"exclude": ("sub/",)}
    named = ["vendor/a.c", "gen/b.c", "y.tab.c", "sub/x.c"]
    (tree / ".git").mkdir()
    assert sorted(found(*named, **options)) == sorted(named)
    assert sorted(found("vendor", "gen", "sub", **options)) == ["gen/b.c", "sub/x.c", "vendor/a.c"]
    assert found("sub/x.c", include=("nothing",)) == ["sub/x.c"]


def test_force_exclude_does_not_let_them(tree: Path):
    plant(tree, "vendor/deep/a.c", "gen/b.c", "y.tab.c", "sub/x.c", "ok/x.c")
    write(tree / ".gitignore", "gen/\n")
    (tree / ".git").mkdir()
    options: dict[str, Any] = {"exclude": ("sub/",), "force_exclude": True}
    named = ["vendor/deep/a.c", "gen/b.c", "y.tab.c", "sub/x.c", "ok/x.c"]
    assert found(*named, **options) == ["ok/x.c"]
    assert found("vendor/deep", "gen", "sub", "ok", **options) == ["ok/x.c"]
    assert skips("gen/b.c", **options) == {"gen/b.c": (SkipReason.IGNORED, "gen/ (.gitignore:1)")}
    assert skips("vendor/deep", **options)["vendor/deep"][0] is SkipReason.EXCLUDED
    assert skips("ok/x.c", include=("gen/",), **options)["ok/x.c"][1] == "matches no include pattern"
    candidates = list(walk(["ok/x.c"], ScanSettings(force_exclude=True)))
    assert isinstance(candidates[0], Candidate)
    assert not candidates[0].explicit


def test_force_exclude_ignores_names_above_the_project(tree: Path, monkeypatch: pytest.MonkeyPatch):
    plant(tree, "build/project/a.c", "build/project/sub/b.c")
    (tree / "build/project/.git").mkdir()
    monkeypatch.chdir(tree / "build/project")
    assert found("a.c", "sub", force_exclude=True) == ["a.c", "sub/b.c"]


# Gitignore: where the files are looked for; how patterns match is compared with git elsewhere


def test_gitignore_says_where(tree: Path):
    (tree / ".git").mkdir()
    write(tree / ".gitignore", "# generated\n\n*.gen.c\n")
    write(tree / "src/.gitignore", "out/\n")
    plant(tree, "a.gen.c", "src/out/a.c", "src/a.c")
    assert found() == ["src/a.c"]
    assert skips()["a.gen.c"] == (SkipReason.IGNORED, "*.gen.c (.gitignore:3)")
    assert skips()["src/out"] == (SkipReason.IGNORED, "out/ (src/.gitignore:1)")
    assert found(gitignore=False) == ["a.gen.c", "src/a.c", "src/out/a.c"]


def test_parents_up_to_the_git_root_count(tree: Path, monkeypatch: pytest.MonkeyPatch):
    write(tree.parent / ".gitignore", "*.c\n")
    (tree / ".git/info").mkdir(parents=True)
    write(tree / ".git/info/exclude", "z.c\n")
    write(tree / ".gitignore", "x.c\n")
    write(tree / "sub/.gitignore", "y.c\n")
    plant(tree, *(f"sub/deep/{name}.c" for name in "axyz"))
    assert found("sub/deep") == ["sub/deep/a.c"]
    monkeypatch.chdir(tree / "sub")
    assert found("deep") == ["deep/a.c"]
    assert skips("deep") == {
        "deep/x.c": (SkipReason.IGNORED, "x.c (../.gitignore:1)"),
        "deep/y.c": (SkipReason.IGNORED, "y.c (.gitignore:1)"),
        "deep/z.c": (SkipReason.IGNORED, "z.c (../.git/info/exclude:1)"),
    }


def test_outside_a_checkout_only_the_scanned_folder_and_below_count(tree: Path):
    write(tree / ".gitignore", "a.c\n")
    write(tree / "src/.gitignore", "b.c\n")
    write(tree / "src/sub/.gitignore", "c.c\n")
    plant(tree, *(f"src/sub/{name}.c" for name in "abcd"))
    assert found("src") == ["src/sub/a.c", "src/sub/d.c"]
    assert found("src/sub") == ["src/sub/a.c", "src/sub/b.c", "src/sub/d.c"]
    assert found(".") == ["src/sub/d.c"]


@pytest.mark.parametrize("marker", ["folder", "file"])
def test_a_nested_checkout_starts_anew(tree: Path, marker: str):
    (tree / ".git").mkdir()
    write(tree / ".gitignore", "*.gen.c\n")
    write(tree / ".vscanignore", "own.c\n")
    plant(tree, "a.gen.c", "module/a.gen.c", "module/own.c", "module/sub/b.gen.c")
    if marker == "folder":
        (tree / "module/.git").mkdir()
    else:
        write(tree / "module/.git", "gitdir: ../.git/modules/module\n")
    expected = ["module/a.gen.c", "module/sub/b.gen.c"]
    assert found() == found("module") == expected
    assert found("module/sub") == ["module/sub/b.gen.c"]


def test_an_ignored_nested_checkout_stays_out(tree: Path):
    (tree / ".git").mkdir()
    write(tree / ".gitignore", "module/\n")
    plant(tree, "module/a.c", "module/.git/HEAD")
    assert found() == []


def test_vscanignore(tree: Path):
    (tree / ".git").mkdir()
    write(tree / ".gitignore", "gen/\nnoise/\n")
    write(tree / ".vscanignore", "tests/*\n!gen/\n!vendor/\n")
    write(tree / "tests/.vscanignore", "!keep.c\n")
    plant(tree, "gen/a.c", "noise/a.c", "vendor/a.c", "tests/a.c", "tests/keep.c", "src/a.c")
    assert found() == ["gen/a.c", "src/a.c", "tests/keep.c", "vendor/a.c"]
    assert skips()["tests/a.c"] == (SkipReason.EXCLUDED, "tests/* (.vscanignore:1)")
    assert found("tests") == ["tests/keep.c"]
    assert "gen/a.c" not in found(exclude=("gen/",))
    assert "tests/a.c" in found(exclude=("!tests/a.c",))
    assert "tests/a.c" not in found(gitignore=False)


def test_vscanignore_outside_a_checkout_counts_from_the_current_folder(tree: Path):
    write(tree.parent / ".vscanignore", "b.c\n")
    write(tree / ".vscanignore", "a.c\n")
    plant(tree, "src/a.c", "src/b.c", "../other/a.c")
    assert found("src") == ["src/b.c"]
    assert found("../other") == ["../other/a.c"]
    assert reasons("src/a.c", force_exclude=True) == {"src/a.c": SkipReason.EXCLUDED}


def test_a_negation_in_gitignore_does_not_bring_back_vendored_code(tree: Path):
    write(tree / ".gitignore", "*\n!*/\n!*.c\n")
    plant(tree, "vendor/a.c", "src/a.c", "src/b.cpp")
    assert found() == ["src/a.c"]


def test_ignore_files_that_cannot_be_used_ignore_nothing(tree: Path):
    plant(tree, "src/a.c", "big/a.c", "dir/a.c", "broken/a.c", "broken/b.c")
    write(tree / "rules", "*.c\n")
    (tree / "src/.gitignore").symlink_to("../rules")
    write(tree / "big/.gitignore", "*.c\n" + "#" * 1_000_000)
    (tree / "dir/.gitignore").mkdir()
    write(tree / "broken/.gitignore", "[\na\\\nb.c\n")
    assert found() == ["big/a.c", "broken/a.c", "dir/a.c", "src/a.c"]


def test_what_git_itself_calls_ignored(tree: Path):
    """One real repository, from end to end."""
    subprocess.run(["git", "init", "-q", "."], check=True)
    write(tree / ".gitignore", "*.o\n/out/\n*~\n!important.o\n")
    plant(tree, "a.c", "b~", "out/c.c", "src/out/d.c", "src/gen.c")
    write(tree / ".git/info/exclude", "gen.c\n")
    listing = subprocess.run(
        ["git", "ls-files", "-o", "--exclude-standard", "--", "*.c"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert sorted(found()) == sorted(listing.split())
