"""Every file under corpus/<language>/ states the functions it expects in comments:

expect: qualified::name first_line-last_line
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vscan.domain import Function, SourceFile
from vscan.extract import extract
from vscan.languages import LANGUAGES, language_of

CORPUS = Path(__file__).parent / "corpus"
CASES = sorted(CORPUS.glob("*/*"))
EXPECTATION = re.compile(r"^\W+expect: (.+) (\d+)-(\d+)\s*$", re.MULTILINE)
FRAGMENTS = [
    *(
        "{",
        "}",
        "(",
        ")",
        ";",
        "\n",
        "#if X\n",
        "#else\n",
        "#endif\n",
        "/*",
        "*/",
        '"',
        "'",
        "\\\n",
        "é",
        "🌍",
    ),
    *(
        "int f(int a) {",
        "class A {",
        "namespace n {",
        "template <T>",
        "::",
        "MACRO(x)",
        " return x;",
        "~",
        "if",
    ),
    *(
        "def f():\n  pass\n",
        "function f() {",
        "=> x",
        "fn f()",
        "func (t T) g()",
        "<?php ",
        "end\n",
        "@",
        "\0",
    ),
]


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_finds_the_functions_a_file_expects(path: Path):
    language, text = path.parent.name, read(path)
    if language not in LANGUAGES:
        pytest.skip("needs tree-sitter-languages")
    expected = [(name, int(first), int(last)) for name, first, last in EXPECTATION.findall(text)]
    found = extract(SourceFile(path.name, language, text))
    assert [(one.name, one.span.start_line, one.span.end_line) for one in found] == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_corpus_file_of_its_name(language: str):
    paths = list((CORPUS / language).glob("*"))
    assert any(EXPECTATION.search(read(path)) for path in paths)
    assert {language_of(path.name, read(path)) for path in paths} == {language}


def assert_consistent(source: SourceFile, functions: tuple[Function, ...]):
    data = source.text.encode("utf-8", "replace")
    end = 0
    for one in functions:
        span = one.span
        assert end <= span.start_byte < span.end_byte <= len(data)
        assert data[span.start_byte : span.end_byte].decode("utf-8") == one.text
        assert span.start_line == 1 + data[: span.start_byte].count(b"\n")
        assert span.end_line == span.start_line + one.text.count("\n")
        assert one.name
        end = span.end_byte


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_spans_slice_back_to_the_text(path: Path):
    if path.parent.name not in LANGUAGES:
        pytest.skip("needs tree-sitter-languages")
    source = SourceFile(path.name, path.parent.name, read(path))
    assert_consistent(source, extract(source))


@settings(deadline=None, max_examples=60)
@given(
    language=st.sampled_from(sorted(LANGUAGES)),
    text=st.one_of(st.text(), st.lists(st.sampled_from(FRAGMENTS)).map("".join)),
)
def test_any_text_gives_ordered_spans_that_do_not_overlap(language: str, text: str):
    source = SourceFile("any", language, text)
    assert_consistent(source, extract(source))


@pytest.mark.parametrize("language", ["c", "cpp", "javascript"])
@pytest.mark.parametrize("text", ["{" * 100_000, "f(" * 2_000, "int f() { if (x) {" * 1_000])
def test_deep_nesting_neither_crashes_nor_recurses(language: str, text: str):
    source = SourceFile("deep", language, text)
    assert_consistent(source, extract(source))


def test_a_function_in_a_broken_file_keeps_what_conditional_compilation_hides():
    text = "int f(int a)\n{\n#ifdef X\n  if (a) {\n#else\n  while (a) {\n#endif\n  }\n}\n"
    (found,) = extract(SourceFile("f.c", "c", text))
    assert found.text == text.rstrip("\n")


def test_a_declaration_is_searched_where_it_does_not_parse():
    text = "static int = ({int f(void) { return 0; }\n})"
    assert [found.name for found in extract(SourceFile("f.c", "c", text))] == ["f"]


def test_an_unknown_language_is_an_error():
    with pytest.raises(KeyError):
        extract(SourceFile("f.xyz", "klingon", "x"))
