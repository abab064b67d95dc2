from __future__ import annotations

import subprocess
import sys

import pytest
import tree_sitter

from vscan.languages import LANGUAGES, Language, guess_c_or_cpp, language_of
from vscan.metrics import METRICS

EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.name)


@EACH_LANGUAGE
def test_the_grammar_has_every_node_type_and_field_named(language: Language):
    grammar = tree_sitter.Language(language.load())
    kinds = {grammar.node_kind_for_id(index) for index in range(grammar.node_kind_count)}
    fields = {grammar.field_name_for_id(index) for index in range(1, grammar.field_count + 1)}
    named = {*language.functions, *language.scopes, *language.counted, *language.operators, *language.calls}
    assert named | language.nesting | language.ifs | language.nulls <= kinds
    assert {*language.calls.values(), *language.scopes.values()} <= fields | {""}


@EACH_LANGUAGE
def test_everything_counted_is_a_metric(language: Language):
    counted = {*language.counted.values()}
    counted.update(metric for meanings in language.operators.values() for metric in meanings.values())
    assert counted <= set(METRICS)


def test_no_two_languages_claim_the_same_files():
    claims = [claim for language in LANGUAGES.values() for claim in language.suffixes + language.filenames]
    assert sorted(claims) == sorted({*claims} | {".h"})


@pytest.mark.parametrize(
    ("filename", "language"),
    [
        ("a.c", "c"),
        ("dir.d/a.C", "cpp"),
        ("a.CPP", "cpp"),
        ("a.tsx", "tsx"),
        ("lib/Rakefile", "ruby"),
        ("a.cs", "c-sharp"),
        ("a.txt", None),
        ("Makefile", None),
        (".c", None),
    ],
)
def test_a_file_name_tells_the_language(filename: str, language: str | None):
    assert language_of(filename) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "struct s { int class; };\nint new(int template);\n",
        '#ifdef __cplusplus\nextern "C" {\n#endif\nint f(void);\n#ifdef __cplusplus\n}\n#endif\n',
        "#if defined(__cplusplus)\nclass Wrapper { };\n#endif\nint f(void);\n",
        "/* std::string, class Foo { */ // namespace x {\nint f(void);\n",
        '#define X using namespace std\nconst char *s = "a::b";\n',
        "enum { private, public };\nint namespace_of(int x);\n",
    ],
)
def test_c_headers(text: str):
    assert guess_c_or_cpp(text) == language_of("x.h", text) == "c"


@pytest.mark.parametrize(
    "text",
    [
        "class A {\npublic:\n  int x;\n};",
        "namespace a::b { int f(); }",
        "template <class T> T f(T);",
        "struct A : B { };",
        "std::vector<int> f();",
        "bool operator==(const A &, const A &);",
        "inline int *f() { return static_cast<int *>(p); }",
        "using size = unsigned;",
    ],
)
def test_cpp_headers(text: str):
    assert guess_c_or_cpp(text) == language_of("x.h", text) == "cpp"


def test_grammars_load_only_when_used():
    code = (
        "import sys, vscan.languages; sys.exit(any(name.startswith('tree_sitter_') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
