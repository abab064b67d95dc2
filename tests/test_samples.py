"""Checking rules against annotated samples: what agrees, and how each disagreement reads."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import Run
from vscan.extract import extract
from vscan.rulebook import builtin_rules
from vscan.rulebook.samples import SampleCheck, check_samples

GOOD = """void f(char *line)
{
    // ruleid: gets
    gets(line);
    // ruleid: gets
    gets(line + 1);
    // ok: gets
    fgets(line, 9, stdin);
    // ok: gets
    read(0, line, 9);
}
"""


@pytest.fixture
def folder(here: Path) -> Path:
    """A folder of one's own with one rule, and a sample that agrees with it."""
    (here / "own/c").mkdir(parents=True)
    shutil.copy(builtin_rules() / "c" / "gets.yml", here / "own/c")
    (here / "own/c/gets.c").write_text(GOOD)
    return here / "own"


def checks(folder: Path) -> list[SampleCheck]:
    return list(check_samples([folder], extract))


def test_a_sample_that_agrees(folder: Path):
    sample = folder / "c/gets.c"
    assert checks(folder) == [SampleCheck("gets", sample, language, 2, 2, ()) for language in ("c", "cpp")]


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        ("gets(line);", "fgets(line);", ["line 4 must match, does not: fgets(line);"]),
        ("read(0", "gets(0", ["line 10 is marked ok, matches: gets(0, line, 9);"]),
        (
            "void f(char *line)\n{",
            "void f(char *line)\n{ gets(0);",
            ["line 2 matches, is not marked: { gets(0);"],
        ),
        (
            "// ok: gets\n    read",
            "// ok: puts\n    read",
            [
                "line 9 marks another rule, 'puts', which is not looked for here",
                "only 1 'ok' marks: at least 2 are needed",
            ],
        ),
        (
            "// ruleid: gets\n    gets(line + 1);",
            "",
            ["only 1 'ruleid' marks: at least 2 are needed"],
        ),
        (
            "}\n",
            "}\n// ruleid: gets\ngets(line);\n",
            ["line 13 must match, does not, and stands in no function: gets(line);"],
        ),
        (
            "}\n",
            "}\n//ruleid:gets",
            ["line 13 must match, does not, and stands in no function: (end of the sample)"],
        ),
    ],
)
def test_a_sample_that_does_not(folder: Path, old: str, new: str, problems: list[str]):
    sample = folder / "c/gets.c"
    sample.write_text(GOOD.replace(old, new, 1))
    assert [list(check.problems) for check in checks(folder)] == [problems, problems]


def test_a_sample_in_another_language_counts_where_the_rule_does(folder: Path):
    shutil.copy(folder / "c/gets.c", folder / "c/gets.cpp")
    assert [(check.path.name, check.language) for check in checks(folder)] == [
        ("gets.c", "c"),
        ("gets.c", "cpp"),
        ("gets.cpp", "cpp"),
    ]


def test_a_newcomer_adds_a_rule_with_two_files(folder: Path, run: Run):
    """The way that CONTRIBUTING shows."""
    (folder / "python").mkdir()
    rule = (folder / "c/gets.yml").read_text().replace("id: gets\n", "id: no-eval\n")
    head, _, tail = rule.partition("needs:")
    page = tail[tail.index("what-it-does:") :]
    engine = "needs:\n  - [eval]\nrule: {kind: call, has: {field: function, regex: '^eval$'}}\n"
    (folder / "python/no-eval.yml").write_text(head + engine + page)
    sample = folder / "python/no-eval.py"
    sample.write_text(
        "def f(x):\n    # ruleid: no-eval\n    eval(x)\n    # ok: no-eval\n    evaluate(x)\n"
        "    # ok: no-eval\n    x.eval\n"
    )
    ended = run("rules", "test", "own")
    assert ended.code == 1
    assert ended.out.splitlines() == [
        "own/python/no-eval.py (python)",
        "  only 1 'ruleid' marks: at least 2 are needed",
        "1 of 2 rules failed: no-eval",
    ]
    sample.write_text(sample.read_text() + "    # ruleid: no-eval\n    return eval(x)\n")
    ended = run("rules", "test", "own")
    assert (ended.code, ended.out) == (0, "2 rules passed: 6 marked lines match, 6 near misses do not\n")
    shutil.rmtree(folder / "c")  # the built-in rule has that id already
    (folder.parent / "a.py").write_text("def run(x):\n    return eval(x)\n")
    ended = run("a.py", "--rules", "own", "--scorer", "none", "--select", "no-eval")
    assert (ended.code, "CWE-242" in ended.out) == (1, True)


def test_a_pattern_that_c_reads_as_a_declaration_is_advised_on(folder: Path):
    rule = folder / "c/gets.yml"
    text = rule.read_text("utf-8")
    lines = text.split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith("rule:"))
    end = next(i for i, line in enumerate(lines) if i > start and line and not line.startswith((" ", "-")))
    rule.write_text("\n".join([*lines[:start], "rule: {pattern: gets($X)}", *lines[end:]]))
    (in_c, in_cpp) = checks(folder)
    assert in_c.problems[-1].startswith("in C, the pattern gets($X) reads as a declaration; write pattern: {")
    assert in_cpp.problems == ()
