"""Scans of changes: git checkouts of every shape, patches, and what a change did to the odds."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ended, Run
from vscan import workers
from vscan.analyse import Analyser
from vscan.changes import ChangeError, Repository, patch_edits, touched
from vscan.domain import Analysed, Analysis, Function, SourceFile, Span
from vscan.rulebook import Rulebook, builtin_rules

SAFE = """int sum(const int *all, int n)
{
    int s = 0;
    for (int i = 0; i < n; i++)
        s += all[i];
    return s;
}
"""
COPY = """static char *copy(const char *from, unsigned n)
{
    char *to = malloc(n);
    memcpy(to, from, n + 1);
    return to;
}
"""
READ = """int read_line(int fd)
{
    char line[16];
    gets(line);
    return line[0] + fd;
}
"""

Git = Callable[..., str]


@pytest.fixture
def git(here: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Runs git in the current folder, which is a checkout with one commit on `main`."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "a")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "a@example.org")

    def runner(*arguments: str, cwd: Path = here) -> str:
        command = ["git", "-c", "protocol.file.allow=always", *arguments]
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, errors="surrogateescape")
        assert done.returncode == 0, done.stderr
        return done.stdout

    runner("init", "-q", "-b", "main")
    (here / "src").mkdir()
    (here / "src/a.c").write_text(SAFE + COPY)
    (here / "src/b.c").write_text(READ)
    (here / "README").write_text("no source\n")
    runner("add", "-A")
    runner("commit", "-qm", "first")
    return runner


@pytest.fixture
def changed(run: Run, model: Path) -> Callable[..., Ended]:
    """`vscan` on changes, every touched function shown, as JSON."""

    def runner(*args: object, stdin: bytes = b"", **_: object) -> Ended:
        common = ("--model", model, "-j", "1", "--threshold", "0", "--no-cache", "--no-influence")
        return run(*common, "--format", "json", *args, stdin=stdin)

    return runner


Changed = Callable[..., Ended]


def names(ended: Ended) -> list[str]:
    assert ended.code in (0, 1), ended
    return sorted(f"{one['path']}:{one['function']}" for one in ended.json["findings"])


def replaced(path: str, old: str, new: str) -> None:
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new))


def test_only_functions_that_a_change_touches(git: Git, changed: Changed, here: Path):
    assert names(changed("--diff")) == []
    replaced("src/a.c", "n + 1", "n + 2")
    ended = changed("--diff")
    assert names(ended) == ["src/a.c:copy"]
    (finding,) = ended.json["findings"]
    assert (finding["start_line"], finding["anchor_line"]) == (8, 11)
    assert (finding["change"]["new"], finding["change"]["lines"]) == (False, [11])
    assert finding["change"]["rise"] == pytest.approx(
        finding["probability"] - finding["change"]["before"], abs=2e-6
    )
    assert ended.json["summary"]["functions"] == 1
    assert ended.json["summary"]["changes"]["base"] == "main"


def test_staged_is_the_index_and_not_the_working_tree(git: Git, changed: Changed):
    replaced("src/a.c", "n + 1", "n + 2")
    git("add", "src/a.c")
    replaced("src/a.c", "n + 2", "n + 1")
    replaced("src/b.c", "fd;", "fd + 1;")
    assert names(changed("--staged")) == ["src/a.c:copy"]
    assert names(changed("--diff")) == ["src/b.c:read_line"]
    Path("src/a.c").unlink()
    assert names(changed("--staged")) == ["src/a.c:copy"]


def test_a_commit_is_a_change_since_the_fork(git: Git, changed: Changed):
    git("checkout", "-qb", "feature")
    replaced("src/a.c", "n + 1", "n + 2")
    git("commit", "-qam", "mine")
    git("checkout", "-q", "main")
    replaced("src/b.c", "fd;", "fd + 1;")
    git("commit", "-qam", "theirs")
    git("checkout", "-q", "feature")
    assert names(changed("--diff", "main")) == names(changed("--diff")) == ["src/a.c:copy"]
    assert names(changed("--diff=HEAD")) == []
    assert names(changed("--diff", "HEAD~1")) == ["src/a.c:copy"]
    git("rebase", "-q", "main")
    assert names(changed("--diff", "main")) == ["src/a.c:copy"]


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("    ", "\t"),
        lambda text: text.replace("{", "\n{").replace(") {", ")\n{"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "/* moved down */\n\n" + text,
        lambda text: COPY + SAFE,
        lambda text: text.replace("    return", "    // says\n    return"),
        lambda text: text + "\nint other;\n",
    ],
    ids=["tabs", "braces", "crlf", "moved", "reordered", "comment", "elsewhere"],
)
def test_no_body_changed(git: Git, changed: Changed, edit: Callable[[str], str]):
    path = Path("src/a.c")
    path.write_bytes(edit(path.read_text()).encode())
    assert names(changed("--diff")) == []


def test_a_renamed_file_brings_its_functions_along(git: Git, changed: Changed):
    git("mv", "src/a.c", "src/new name.c")
    assert names(changed("--staged")) == names(changed("--diff")) == []
    replaced("src/new name.c", "n + 1", "n + 2")
    git("add", "-A")
    ended = changed("--staged")
    assert names(ended) == ["src/new name.c:copy"]
    assert ended.json["findings"][0]["change"]["before"] is not None


def test_a_function_moved_to_another_file_is_not_new(git: Git, changed: Changed):
    Path("src/a.c").write_text(SAFE)
    Path("src/c.c").write_text(COPY)
    assert names(changed("--diff")) == []
    replaced("src/c.c", "n + 1", "n + 2")
    (finding,) = changed("--diff").json["findings"]
    assert (finding["path"], finding["change"]["new"]) == ("src/c.c", False)


def test_a_renamed_function_is_known_by_its_lines(git: Git, changed: Changed):
    replaced("src/a.c", "char *copy", "char *duplicate")
    (finding,) = changed("--diff").json["findings"]
    assert (finding["function"], finding["change"]["new"]) == ("duplicate", False)
    assert finding["change"]["before"] is not None


def test_new_files_are_new_functions_tracked_or_not(git: Git, changed: Changed):
    Path("src/c.c").write_text("int f(char *s) { return system(s); }\n")
    Path(".gitignore").write_text("ignored.c\n")
    Path("ignored.c").write_text(READ)
    assert names(changed("--staged")) == []
    ended = changed("--diff")
    assert names(ended) == ["src/c.c:f"]
    (finding,) = ended.json["findings"]
    change = finding["change"]
    assert (change["new"], change["before"], change["rise"]) == (True, None, finding["probability"])
    git("add", "-A")
    assert names(changed("--staged")) == ["src/c.c:f"]


def test_deleted_binary_linked_and_other_files(git: Git, changed: Changed):
    Path("src/b.c").unlink()
    Path("src/bin.c").write_bytes(b"\0\1\2")
    Path("src/link.c").symlink_to("a.c")
    Path("README").write_text("changed\n")
    git("add", "-A")
    for mode in ("--staged", "--diff"):
        ended = changed(mode)
        assert names(ended) == []
        assert {one["path"]: one["reason"] for one in ended.json["skipped"]} == {
            "src/bin.c": "binary",
            "src/link.c": "symlink",
            "README": "unsupported-language",
        }


def test_skips_between_files_do_not_mix_up_what_belongs_together(git: Git, changed: Changed):
    for number in range(12):
        Path(f"src/f{number:02}.c").write_text(SAFE.replace("sum", f"sum_{number}"))
    git("add", "-A")
    git("commit", "-qm", "many")
    for number in range(0, 12, 3):
        Path(f"src/f{number:02}.c").unlink()
        Path(f"src/f{number + 1:02}.c").write_bytes(b"\0\1\2")
        replaced(f"src/f{number + 2:02}.c", "s = 0", "s = 1")
    found = changed("--diff", "HEAD").json["findings"]
    assert sorted(f["function"] for f in found) == ["sum_11", "sum_2", "sum_5", "sum_8"]
    assert {(f["change"]["new"], *f["change"]["lines"]) for f in found} == {(False, 3)}


def test_attributes_hide_nothing(git: Git, changed: Changed):
    Path(".gitattributes").write_text("*.c binary -diff\n")
    replaced("src/a.c", "n + 1", "n + 2")
    git("add", "-A")
    assert names(changed("--staged")) == names(changed("--diff")) == ["src/a.c:copy"]


def test_excludes_hold(git: Git, changed: Changed):
    Path("vendor").mkdir()
    Path("vendor/a.c").write_text(READ)
    Path("src/b.c").write_text(READ.replace("fd;", "fd + 1;"))
    git("add", "-A")
    ended = changed("--staged", "--exclude", "b.c")
    assert names(ended) == []
    assert [one["path"] for one in ended.json["skipped"]] == ["src/b.c", "vendor/a.c"]
    ended = changed("--staged", "--exclude", "src/", "src/b.c")
    assert (names(ended), [one["path"] for one in ended.json["skipped"]]) == ([], ["src/b.c"])


@pytest.mark.parametrize(
    "name", [b"with space.c", b'quote".c', b"tab\t.c", b"\xff\xfe.c", b"-o.c", b"a\nb.c"]
)
def test_odd_names(git: Git, changed: Changed, here: Path, name: bytes):
    path = os.fsencode(here) + b"/" + name
    Path(os.fsdecode(path)).write_text(SAFE)
    git("add", "-A")
    git("commit", "-qm", "odd")
    Path(os.fsdecode(path)).write_text(SAFE.replace("int s = 0", "int s = 1"))
    shown = os.fsdecode(name)
    assert names(changed("--diff", "HEAD")) == [f"{shown}:sum"]
    patch = subprocess.run(["git", "diff"], capture_output=True, check=True).stdout
    assert names(changed("--patch", "-", stdin=patch)) == [f"{shown}:sum"]
    git("add", "-A")
    (finding,) = changed("--staged").json["findings"]
    assert (finding["path"], finding["change"]["new"]) == (shown, False)


def test_from_a_subfolder_all_of_the_repository_counts(
    git: Git, changed: Changed, here: Path, monkeypatch: pytest.MonkeyPatch
):
    (here / "lib").mkdir()
    replaced("src/a.c", "n + 1", "n + 2")
    (here / "lib/c.c").write_text(READ)
    monkeypatch.chdir(here / "lib")
    assert names(changed("--diff")) == ["../src/a.c:copy", "c.c:read_line"]
    assert names(changed("--diff", "main", ".")) == ["c.c:read_line"]
    assert names(changed("--diff", "../src")) == ["../src/a.c:copy"]
    assert names(changed("--diff", "--", here / "src/a.c")) == ["../src/a.c:copy"]


def test_crlf_in_the_repository_and_in_the_tree(git: Git, changed: Changed):
    Path("src/w.c").write_bytes((SAFE + COPY).replace("\n", "\r\n").encode())
    git("add", "-A")
    git("commit", "-qm", "crlf")
    data = Path("src/w.c").read_bytes()
    Path("src/w.c").write_bytes(data.replace(b"n + 1", b"n + 2"))
    patch = subprocess.run(["git", "diff"], capture_output=True, check=True).stdout
    for args, stdin in ((["--diff", "HEAD"], b""), (["--patch", "-"], patch)):
        (finding,) = changed(*args, stdin=stdin).json["findings"]
        assert (finding["function"], finding["change"]["lines"]) == ("copy", [11])


def test_a_submodule_is_skipped_and_can_be_scanned_by_itself(
    git: Git, changed: Changed, here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    other = tmp_path / "other"
    other.mkdir()
    git("init", "-q", "-b", "main", cwd=other)
    (other / "m.c").write_text(SAFE)
    git("add", "-A", cwd=other)
    git("commit", "-qm", "one", cwd=other)
    git("submodule", "--quiet", "add", str(other), "sub.c")
    ended = changed("--staged")
    assert names(ended) == []
    assert ("sub.c", "submodule") in {(one["path"], one["reason"]) for one in ended.json["skipped"]}
    (here / "sub.c/m.c").write_text(SAFE.replace("int s = 0", "int s = 1"))
    monkeypatch.chdir(here / "sub.c")
    assert names(changed("--diff")) == ["m.c:sum"]


def test_before_the_first_commit(git: Git, changed: Changed, here: Path, monkeypatch: pytest.MonkeyPatch):
    (here / "young").mkdir()
    monkeypatch.chdir(here / "young")
    git("init", "-q", "-b", "main", cwd=here / "young")
    Path("a.c").write_text(SAFE)
    git("add", "a.c", cwd=here / "young")
    assert names(changed("--staged")) == ["a.c:sum"]
    for args in (["--diff"], ["--diff", "HEAD"]):
        ended = changed(*args)
        assert (ended.code, ended.out) == (2, "")


def test_a_shallow_clone_says_what_it_lacks(
    git: Git, changed: Changed, here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    git("checkout", "-qb", "feature")
    for number in range(3):
        replaced("src/a.c", "n + 1" if not number else f"n + {number + 1}", f"n + {number + 2}")
        git("commit", "-qam", str(number))
    clone = tmp_path / "clone"
    git("clone", "-q", "--depth", "1", "--branch", "feature", f"file://{here}", str(clone))
    monkeypatch.chdir(clone)
    ended = changed("--diff", "main")
    assert ended.code == 2
    assert "unknown revision 'main' in this shallow clone: try `git fetch origin main`" in ended.err
    git("fetch", "-q", "--depth", "1", "origin", "main:main", cwd=clone)
    ended = changed("--diff", "main")
    assert "no commit in common in this shallow clone: try `git fetch --unshallow`" in ended.err
    git("fetch", "-q", "--unshallow", cwd=clone)
    assert names(changed("--diff", "main")) == ["src/a.c:copy"]


def test_the_default_base(git: Git, here: Path):
    git("checkout", "-qb", "feature")
    with Repository(here) as repository:
        assert repository.fork()[0] == "main"
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    with Repository(here) as repository:
        assert repository.fork()[0] == "origin/main"
    git("update-ref", "refs/remotes/origin/feature", "HEAD")
    git("config", "remote.origin.url", "nowhere")
    git("config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
    git("branch", "-q", "--set-upstream-to", "origin/feature")
    with Repository(here) as repository:
        assert repository.fork()[0] == "origin/main"
    git("update-ref", "refs/remotes/origin/develop", "HEAD")
    git("branch", "-q", "--set-upstream-to", "origin/develop")
    with Repository(here) as repository:
        assert repository.fork()[0] == "origin/develop"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--diff", "nonsense"], "unknown revision 'nonsense'"),
        (["--diff=HEAD:src"], "unknown revision 'HEAD:src'"),
        (["--diff", "--staged"], "exclude each other"),
        (["--staged", "nowhere.c"], "no such file or folder: nowhere.c"),
        (["--staged", "-"], "standard input"),
        (["--patch", "nowhere.patch"], "cannot read nowhere.patch"),
        (["--fail-on-increase", "0.1", "."], "needs --diff"),
        (["--diff", "--fail-on-increase", "0"], "fail-on-increase must be"),
    ],
    ids=str,
)
def test_mistakes(git: Git, changed: Changed, args: list[str], says: str):
    ended = changed(*args)
    assert (ended.code, ended.out) == (2, "")
    assert says in ended.err


def test_outside_of_git(changed: Changed, here: Path):
    ended = changed("--diff")
    assert (ended.code, "not a git repository" in ended.err) == (2, True)


def test_without_git(git: Git, changed: Changed, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    ended = changed("--staged")
    assert (ended.code, "git is not installed" in ended.err) == (2, True)


def test_nothing_that_a_repository_configures_is_run(git: Git, changed: Changed, here: Path, tmp_path: Path):
    trace = tmp_path / "trace"
    script = tmp_path / "evil"
    script.write_text(f'#!/bin/sh\necho "$0 $*" >> {trace}\ncat\n')
    script.chmod(0o755)
    (here / ".gitattributes").write_text("*.c filter=evil diff=evil merge=evil\n")
    git("add", "-A")
    git("commit", "-qm", "attributes")
    (here / ".git/hooks").mkdir(exist_ok=True)
    for hook in ("post-index-change", "pre-commit", "reference-transaction"):
        (here / ".git/hooks" / hook).write_text(script.read_text())
        (here / ".git/hooks" / hook).chmod(0o755)
    for key in ("filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.command"):
        git("config", key, str(script))
    for key in ("diff.evil.textconv", "core.fsmonitor", "core.pager", "diff.external", "core.sshCommand"):
        git("config", key, str(script))
    git("config", "filter.evil.required", "true")
    git("config", "core.hooksPath", str(here / ".git/hooks"))
    git("config", "extensions.partialClone", "evil")
    git("config", "remote.evil.url", f"ext::{script}")
    git("config", "remote.evil.promisor", "true")
    git("config", "protocol.ext.allow", "always")
    trace.unlink(missing_ok=True)
    replaced("src/a.c", "n + 1", "n + 2")
    (here / "src/c.c").write_text(READ)
    os.utime(here / "src/b.c")
    assert names(changed("--diff", "HEAD")) == ["src/a.c:copy", "src/c.c:read_line"]
    assert names(changed("--staged")) == []
    assert not trace.exists(), trace.read_text()
    subprocess.run(["git", "status"], capture_output=True)
    assert trace.exists()  # git alone would have run it


def test_a_rise_of_the_odds_fails_and_old_risk_does_not(git: Git, changed: Changed, monkeypatch):
    odds = {"n + 1": 0.5, "n + 2": 0.62, "n + 3": 0.3}

    def score(self: object, items: list) -> list:
        from vscan.domain import Score

        return [Score(next((p for text, p in odds.items() if text in i.text), 0.1)) for i in items]

    monkeypatch.setattr("vscan.scoring.Model.scorer", lambda *_: type("S", (), {"score": score})())
    replaced("src/a.c", "n + 1", "n + 2")
    ended = changed("--diff", "--fail-on-increase", "0.1")
    assert ended.code == 1
    assert ended.json["findings"][0]["change"]["rise"] == pytest.approx(0.12)
    counts = {"base": "main", "new": 0, "changed": 1, "rose": 1, "fell": 0}
    assert ended.json["summary"]["changes"] == counts
    assert changed("--diff", "--fail-on-increase", "0.13").code == 0
    assert changed("--diff").code == 1
    shown = changed("--diff", "--fail-on-increase", "0.1", "--threshold", "0.99")
    assert (shown.code, names(shown)) == (1, ["src/a.c:copy"])
    assert changed("--diff", "--fail-on-increase", "0.13", "--fail-on", "low").code == 1
    assert changed("--diff", "--fail-on-increase", "0.1", "--exit-zero").code == 0
    replaced("src/a.c", "n + 2", "n + 3")
    ended = changed("--diff", "--fail-on-increase", "0.1")
    assert (ended.code, ended.json["summary"]["changes"]["fell"]) == (0, 1)
    Path("src/c.c").write_text("int f(void) { return 1; }\n")
    assert changed("--diff", "--fail-on-increase", "0.1").code == 1


def test_suppressions_are_judged_where_a_function_changed(git: Git, changed: Changed):
    Path("src/b.c").write_text(SAFE.replace("{\n", "{ // vscan: ignore[gets]\n", 1) + READ)
    git("commit", "-qam", "stale")
    replaced("src/b.c", "gets(line);", "gets(line); // vscan: ignore[gets]\n    puts(line);")
    ended = changed("--diff", "HEAD")
    assert ended.json["summary"]["suppressed"] == {"comment": 1}
    assert ended.json["notices"] == []
    replaced("src/b.c", "int s = 0", "int s = 1")
    assert [n["kind"] for n in changed("--diff", "HEAD").json["notices"]] == ["stale-suppression"]


def test_no_model_is_loaded_and_nothing_scanned_where_nothing_changed(
    git: Git, run: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("vscan.session.Session", None)
    monkeypatch.setattr("vscan.toolkit.Toolkit", None)
    for mode in ("--staged", "--diff"):
        ended = run(mode)
        assert (ended.code, ended.err) == (0, "")
        assert "No function has changed since" in ended.out


PATCH = b"""some words
--- a/src/a.c\t2026-01-01 00:00:00
+++ b/src/a.c\t2026-01-02 00:00:00
@@ -10,3 +10,3 @@ static char *copy
     char *to = malloc(n);
-    memcpy(to, from, n);
+    memcpy(to, from, n + 1);
     return to;
--\x20
2.39
"""


def test_a_patch_without_git(changed: Changed, here: Path):
    (here / "src").mkdir()
    (here / "src/a.c").write_text(SAFE + COPY)
    (here / "p").write_bytes(PATCH)
    (finding,) = changed("--patch", "p").json["findings"]
    assert (finding["function"], finding["change"]["lines"], finding["change"]["new"]) == (
        "copy",
        [11],
        False,
    )


def test_what_a_patch_takes_back(here: Path):
    (here / "a").write_bytes(b"1\n2\n3 new\n4\n6\n7 new\nlast")
    patch = b"--- a/a\n+++ b/a\n@@ -3 +3 @@\n-3 old\n+3 new\n@@ -5,2 +5,1 @@\n-5\n 6\n@@ -6,0 +6 @@\n+7 new\n"
    (edit,) = patch_edits(patch, here)
    assert edit.before
    assert edit.before(1000) == b"1\n2\n3 old\n4\n5\n6\nlast"
    assert edit.before(5) is None


@pytest.mark.parametrize(
    ("patch", "says"),
    [
        (b"words", "no unified diff"),
        (PATCH.replace(b"n + 1", b"n + 7"), "does not fit"),
        (PATCH.replace(b"@@ -10", b"@@ -910").replace(b"+10,3", b"+910,3"), "does not fit"),
        (PATCH.replace(b"10,3", b"10,300"), "cut short"),
        (PATCH[:150], "cut short"),
        (PATCH.replace(b"@@ -10,3 +10,3 @@", b"@@@ -10,3 -10,3 +10,3 @@@"), "merge"),
        (PATCH.replace(b"src/a.c", b"src/none.c"), "No such file"),
    ],
    ids=["words", "other text", "other place", "counts", "cut", "combined", "no file"],
)
def test_patches_that_do_not_fit(changed: Changed, here: Path, patch: bytes, says: str):
    (here / "src").mkdir()
    (here / "src/a.c").write_text(SAFE + COPY)
    ended = changed("--patch", "-", stdin=patch)
    assert (ended.code, ended.out) == (2, "")
    assert says in ended.err


def test_a_patch_does_not_lead_out_of_the_tree(changed: Changed, here: Path, tmp_path: Path):
    (tmp_path / "out.c").write_text(SAFE)
    (here / "link").symlink_to(tmp_path)
    for path in (b"../out.c", bytes(tmp_path / "out.c"), b"link/out.c"):
        patch = b"--- /dev/null\n+++ " + path + b"\n@@ -0,0 +1 @@\n+int sum(const int *all, int n)\n"
        ended = changed("--patch", "-", stdin=patch)
        assert names(ended) == []
        assert [one["reason"] for one in ended.json["skipped"]] == ["unreadable"]


def function(name: str, *body: str, line: int = 1) -> Analysed:
    text = "\n".join([f"int {name}(void)", "{", *body, "}"])
    span = Span(line, line + text.count("\n"), 100 * line, 100 * line + len(text))
    return Analysed(Function("a.c", "c", name, span, text), Analysis({}, ()))


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (("a", "b", "c"), ("a", "x", "c"), (4,)),
        (("a", "b", "c"), ("a", "c"), (4,)),
        (("a", "b"), ("a",), (4,)),
        (("a", "b"), ("a", "b", "c", "d"), (5, 6)),
        (("a", "b", "c", "d"), ("x", "b", "c", "y"), (3, 6)),
        (("a",) * 3000, ("x", *("a",) * 2998, "y"), (3, 3002)),
    ],
    ids=["replaced", "deleted", "last deleted", "added", "both ends", "large"],
)
def test_changed_lines(before: tuple[str, ...], after: tuple[str, ...], lines: tuple[int, ...]):
    (found,) = touched([([function("f", *before)], [function("f", *after)])])
    if len(after) > 1000:
        assert (found.lines[0], found.lines[-1]) == lines
    else:
        assert found.lines == lines


def test_namesakes_are_told_apart_by_their_bodies():
    one, two = function("f", "a"), function("f", "b", line=9)
    assert touched([([one, two], [function("f", "b"), function("f", "a", line=9)])]) == []
    (found,) = touched([([one, two], [function("f", "a"), function("f", "c", line=9)])])
    assert found.before == two


@pytest.mark.parametrize("name", ["--output=x", "-h", "--all", "HEAD ^HEAD"])
def test_a_revision_is_never_an_option(git: Git, here: Path, name: str):
    with Repository(here) as repository, pytest.raises(ChangeError, match="unknown revision"):
        repository.fork(name)
    assert not (here / "x").exists()


def test_no_repository_is_an_error(tmp_path: Path):
    with pytest.raises(ChangeError, match="not a git repository"):
        Repository(tmp_path)


def test_only_what_a_change_touches_is_analysed(monkeypatch: pytest.MonkeyPatch):
    """Also where a function stands twice, or only its comments change."""
    monkeypatch.setattr(workers, "_analyser", Analyser(Rulebook.load([builtin_rules()])))
    old = "int a(char *p) { gets(p); return 1; }\nint b(void) { return 2; }\nint c(void) { return 3; }\n"
    new = old.replace("return 1", "return 11").replace("int b", "/* two */ int b").replace("3;", "/* 3 */ 3;")
    sources = (SourceFile("f.c", "c", text) for text in (old, new + "int c(void) { return 3; }\n"))
    before, after, _ = workers.read_changed(*sources)
    assert [one.function.name for one in before if one.analysis.metrics] == ["a", "c"]
    assert [one.function.name for one in after if one.analysis.metrics] == ["a", "c", "c"]
    assert [match.rule_id for match in after[0].analysis.matches] == ["gets"]
    assert {one.after.function.name for one in touched([(before, after)])} <= {"a", "c"}
