"""The language server, driven over its pipes as an editor does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from editor import COMMAND, Editor
from vscan.lsp.lines import lines_of, suppression

GETS = "int f(int a)\n{\n\tchar b[3];\n\tgets(b);\n\treturn a;\n}\n"
CALM = "int id(int a)\n{\n  return a;\n}\n"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Editor]:
    """On an empty workspace, without a model."""
    with Editor(tmp_path, "--scorer", "none") as one:
        yield one


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    with Editor(tmp_path_factory.mktemp("a place"), "--scorer", "none") as one:
        yield one


@pytest.fixture
def editor(shared: Editor) -> Iterator[Editor]:
    """Likewise, but started once: nothing is open at the beginning of each test."""
    yield shared
    shared.close("a.c")
    shared.shown("a.c")
    shared.unread.clear()


def told(found: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Codes and lines as people count them."""
    return [(one["code"], one["range"]["start"]["line"] + 1) for one in found]


def test_what_stands_in_the_editor_is_scanned_and_not_what_is_on_disk(editor: Editor):
    (editor.folder / "a.c").write_text(CALM)
    editor.open("a.c", GETS, version=7)
    params = editor.next("textDocument/publishDiagnostics")
    assert params["version"] == 7
    [found] = params["diagnostics"]
    assert found["range"] == {"start": {"line": 3, "character": 1}, "end": {"line": 3, "character": 9}}
    assert (found["source"], found["code"], found["severity"]) == ("vscan", "gets", 1)
    assert found["codeDescription"]["href"].endswith("/242.html")
    assert found["message"].startswith("Unbounded read with gets (CWE-242, CWE-120). gets() cannot")
    [around] = found["relatedInformation"]
    assert (around["location"]["range"]["start"]["line"], around["message"]) == (0, "in f")


def test_a_save_scans_anew_and_closing_clears(editor: Editor):
    editor.open("a.c", GETS)
    assert told(editor.shown("a.c")) == [("gets", 4)]
    editor.type("a.c", "\n\n" + GETS, 2)
    editor.save("a.c")
    assert told(editor.shown("a.c")) == [("gets", 6)]
    editor.type("a.c", CALM, 3)
    editor.save("a.c")
    assert editor.shown("a.c") == []
    editor.type("a.c", GETS, 4)
    editor.save("a.c")
    assert told(editor.shown("a.c")) == [("gets", 4)]
    editor.close("a.c")
    assert editor.shown("a.c") == []
    editor.open("a.c", CALM)
    assert editor.shown("a.c") == []


def test_lines_and_columns_are_the_editors(editor: Editor):
    wide = GETS.replace("\tgets(b);", "/* 𝔤𝔢 */ gets(b); /* \u2028 \f */").replace("\n", "\r\n")
    editor.open("a.c", "/* \f \x0b \u2028 */\r\n" + wide)
    [found] = editor.shown("a.c")
    assert found["range"] == {"start": {"line": 4, "character": 0}, "end": {"line": 4, "character": 29}}


def test_a_suppression_is_offered_where_the_finding_stands(editor: Editor):
    editor.open("a.c", GETS)
    [found] = editor.shown("a.c")
    [fix] = editor.fixes("a.c", found)
    assert (fix["title"], fix["kind"], fix["diagnostics"]) == ("Suppress gets here", "quickfix", [found])
    [edit] = fix["edit"]["changes"][editor.uri("a.c")]
    here = {"line": 3, "character": 0}
    assert edit["range"] == {"start": here, "end": here}
    assert edit["newText"] == "\t// vscan: ignore[gets] -- TODO: say why\n"
    assert editor.fixes("a.c", found | {"source": "clang"}) == []
    lines = GETS.splitlines(keepends=True)
    editor.type("a.c", "".join([*lines[:3], edit["newText"], *lines[3:]]), 2)
    editor.save("a.c")
    assert editor.shown("a.c") == []


def test_a_comment_that_suppresses_nothing_is_remarked_on(editor: Editor):
    editor.open("a.c", CALM.replace("return", "// vscan: ignore[gets] -- gone\n  return"))
    [stale] = editor.shown("a.c")
    assert (stale["code"], stale["severity"], stale["tags"]) == ("stale-suppression", 3, [1])
    assert stale["range"]["start"]["line"] == 2
    assert stale["message"].startswith("Stale suppression: nothing of gets")
    assert editor.fixes("a.c", stale) == []


@pytest.mark.parametrize(
    ("text", "line", "language", "comment"),
    [
        ("a\n    b", 1, "c", "    // vscan: ignore[r] -- TODO: say why\n"),
        ("a\r\n  b", 1, "cpp", "  // vscan: ignore[r] -- TODO: say why\r\n"),
        ("\tb", 0, "python", "\t# vscan: ignore[r] -- TODO: say why\n"),
        ("#define A \\\n  b", 1, "c", None),
        ("a", 1, "c", None),
    ],
)
def test_a_suppression_is_a_line_like_its_own(text: str, line: int, language: str, comment: str | None):
    assert suppression(text, line, "r", language) == comment


def test_a_form_feed_ends_no_line():
    assert lines_of("a\fb\u2028\nc\r\nd\re") == ["a\fb\u2028", "c", "d", "e"]


def test_a_hover_says_what_is_known_of_a_function(editor: Editor):
    editor.open("a.c", GETS + CALM)
    editor.shown("a.c")
    for line in (0, 1, 3):
        said = editor.hover("a.c", line)
        assert said
        assert said.startswith("**vscan** · f: no odds, no model in use\n")
        assert "- Unbounded read with gets, line 4: gets() cannot" in said
        assert "lines of code 6 · cyclomatic complexity 1 · parameters 1" in said
    assert editor.hover("a.c", 2) is None
    assert "**vscan** · id: no odds" in (editor.hover("a.c", 6) or "")
    editor.type("a.c", "\n" + GETS + CALM, 2)
    assert editor.hover("a.c", 0) is None


def test_the_config_of_the_workspace_holds_and_its_faults_are_told_once(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("VSCAN_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "vscan.toml").write_text("threshold = 0.0\nprior = 0.01\nexclude = ['old/']\n")
    with Editor(tmp_path, "--model", str(model)) as editor:
        editor.open("a.c", CALM)
        [found] = editor.shown("a.c")
        assert told([found]) == [("model", 1)]
        assert "chance that a function like this was later fixed" in found["message"]
        assert "the usual 1 %" in found["message"]
        assert "but too short to judge" not in found["message"]
        said = editor.hover("a.c", 0) or ""
        assert "**vscan** · id: **" in said
        assert "Reaches the threshold of 0 %." in said
        [fix] = editor.fixes("a.c", found)
        assert fix["title"] == "Suppress the odds of this function"
        [edit] = fix["edit"]["changes"][editor.uri("a.c")]
        editor.type("a.c", edit["newText"] + CALM, 2)
        editor.save("a.c")
        assert editor.shown("a.c") == []
        editor.type("a.c", CALM, 3)
        editor.save("a.c")
        assert told(editor.shown("a.c")) == [("model", 1)]
        editor.open("old/b.c", GETS)
        assert editor.shown("old/b.c") == []
        assert editor.next("window/logMessage")["message"] == "not scanned: old/b.c: excluded old/ (exclude)"
        (tmp_path / "vscan.toml").write_text("threshold = 1.0\n")
        editor.save("a.c")
        assert editor.shown("a.c") == []
        assert "Below the threshold of 100 %, which is no proof" in (editor.hover("a.c", 0) or "")
        (tmp_path / "vscan.toml").write_text("treshold = 1.0\n")
        for _ in range(2):
            editor.save("a.c")
        assert "unknown key 'treshold'" in editor.next("window/showMessage")["message"]
        (tmp_path / "vscan.toml").unlink()
        editor.type("a.c", GETS, 4)
        editor.save("a.c")
        assert ("gets", 4) in told(editor.shown("a.c"))
        assert editor.leave() == 0
        assert not [m for m in editor.unread if m["method"] == "window/showMessage"]
    assert (tmp_path / "cache" / "CACHEDIR.TAG").is_file()


def test_what_is_no_source_or_no_file_is_let_be(own: Editor):
    own.open("notes.txt", "gets(b);")
    own.tell(
        "textDocument/didOpen",
        {"textDocument": {"uri": "untitled:a.c", "languageId": "c", "version": 1, "text": GETS}},
    )
    own.open("a.c", GETS)
    assert own.next("textDocument/publishDiagnostics")["uri"] == own.uri("a.c")
    assert own.leave() == 0
    assert own.unread == []


def test_a_function_that_hangs_the_parser_costs_a_line_in_the_log(tmp_path: Path):
    strict = tmp_path / "strict.toml"
    strict.write_text("file-timeout = 0.5\n")
    with Editor(tmp_path, "--scorer", "none", "--config", str(strict)) as editor:
        editor.open("slow.c", "int f(void) { return " + "f(\n" * 200_000)
        assert editor.shown("slow.c") == []
        assert "not scanned: slow.c: timed-out" in editor.next("window/logMessage")["message"]
        editor.open("a.c", GETS)
        assert told(editor.shown("a.c")) == [("gets", 4)]


def test_it_ends_with_its_editor_in_the_middle_of_a_scan(own: Editor):
    own.open("slow.c", "int f(void) { return " + "f(\n" * 200_000)
    assert own.hover("slow.c", 0) is None  # answered while the scan runs
    assert own.process.stdin
    own.process.stdin.close()
    assert own.process.wait(8) == 1


def test_exit_without_shutdown_is_a_failure(own: Editor):
    own.tell("exit")
    assert own.process.wait(20) == 1


def test_without_the_extra_it_says_how_to_get_it():
    without = f"import sys; sys.modules['pygls'] = None; {COMMAND[2]}"
    ended = subprocess.run([sys.executable, "-c", without, "lsp"], capture_output=True, text=True)
    assert ended.returncode == 2
    assert ended.stderr == (
        "vscan: error: the language server needs an extra: pip install '.[lsp]' in vscan's checkout\n"
    )
