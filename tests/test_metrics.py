"""Every number here was counted by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lizard import FileAnalyzer, preprocessing

from vscan.languages import LANGUAGES
from vscan.metrics import METRICS, measure
from vscan.metrics.clike import read
from vscan.metrics.names import kinds_of_call

DOCUMENT = Path(__file__).parent.parent / "docs" / "metrics.md"
FRAGMENTS = [
    *(
        "int f(int *p) {",
        "}",
        "(",
        ")",
        "{",
        ";",
        "\n",
        "if (p)",
        "else ",
        "for (;;)",
        "p++",
        "*p = &q[1];",
        "x->y",
    ),
    *("#if X\n", "#endif\n", "case 1:", '"', "'", "/*", "*/", "malloc(4)", "?", "<", ">", "::", "é", "\0"),
    *("def f():", "function f() {", "=> x", "fn f()", "func f()", "end", "#lizard forgive", "`", "\\\n"),
]

# What lizard's reader of C heeds besides.
SIGNS = [
    *(
        "~",
        "~~",
        "#",
        "struct x",
        "class X {",
        "namespace n",
        "template<",
        "typedef",
        "union",
        "=",
        "[",
        "]",
        ",",
    ),
    *(
        "operator",
        "->",
        "...",
        "&&",
        ": a(1)",
        "noexcept",
        "throw (x)",
        "= 0",
        'R"(',
        "R",
        "#define X \\\n y\n",
    ),
]
SOURCES = [
    path for folder in ("c", "cpp") for path in sorted((Path(__file__).parent / "corpus" / folder).iterdir())
]

MIXED = """static int copy(const char *from, size_t size, int counts[3], void (*done)(int)) {
  char buffer[64], *end = &buffer[63];
  static char cache[10];
  int i, total = 0;
again:
  if (!from || end == NULL)
    return -1;
  else if (size > sizeof(buffer))
    goto again;
#ifdef DEBUG
  LOG("copying");
#endif
  for (i = 0; i < 3; i++) {
    while (counts[i]--)
      total += counts[i] << 2;
  }
  switch (total & 7) {
  case 0:
    memcpy(buffer, from, size);
    break;
  default:
    strcpy(buffer, from);
  }
  end = (char *)malloc(size + 1);
  *end = (from + 1)[0];
  ctx->table.done(total);
  done(total ? i : 0);
  assert(end != 0);
  free(end);
  return 0;
}
"""
MIXED_COUNTS = {
    "nloc": 29,  # without #ifdef and #endif
    "complexity": 9,  # 1 + if || if #ifdef for while case ?
    "parameters": 4,
    "lines": 31,
    "max_nesting": 2,
    "loops": 2,
    "branches": 3,
    "switch_cases": 2,
    "returns": 2,
    "gotos": 1,
    "labels": 1,
    "calls": 8,  # LOG memcpy strcpy malloc ctx->table.done done assert free
    "distinct_calls": 7,
    "macro_calls": 1,
    "pointer_dereferences": 1,
    "address_of": 1,
    "array_accesses": 4,
    "field_accesses": 2,
    "pointer_arithmetic": 1,
    "casts": 1,
    "assignments": 3,
    "compound_assignments": 1,
    "increments": 2,
    "declarations": 5,
    "local_arrays": 1,
    "pointer_parameters": 3,
    "allocations": 1,
    "frees": 1,
    "dangerous_calls": 1,
    "memory_calls": 1,
    "checking_calls": 1,
    "null_checks": 3,  # !from, end == NULL, end != 0
    "comparisons": 4,
    "arithmetic": 2,
    "shifts": 1,
    "bitwise": 1,
    "logical": 2,
    "ternaries": 1,
    "sizeofs": 1,
    "string_literals": 1,
    "preprocessor": 1,
    "asm": 0,
    "parse_errors": 0,
}


@pytest.mark.parametrize("language", ["c", "cpp"])
def test_counts_of_a_mixed_function(language: str):
    measured = measure(MIXED, language)
    assert {name: measured[name] for name in MIXED_COUNTS} == MIXED_COUNTS


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "cpp",
            "Stack::Stack(int size, T &&first) : size_(size) { items_ = new T[size]; delete old; }",
            {
                "parameters": 2,
                "allocations": 1,
                "frees": 1,
                "assignments": 1,
                "complexity": 1,
                "parse_errors": 0,
            },
        ),
        (
            "cpp",
            """void f() { auto g = [](int *p) { return p && *p; }; int x = static_cast<int>(y);
            try { g(&x); } catch (const E &e) { if (x) throw; } for (auto &c : all) std::move(c); }""",
            {
                "casts": 1,
                "calls": 2,
                "distinct_calls": 2,
                "loops": 1,
                "branches": 2,
                "max_nesting": 2,
                "returns": 1,
            },
        ),
        (
            "c",
            "static void ATTRIBUTE(2) FOO(name)(char *p) { if (p) p = 0; }",
            {"branches": 1, "pointer_parameters": 1, "null_checks": 1, "assignments": 1},
        ),
        (
            "c",
            "int kr(a, b) int a; char *b; { return b[a]; }",
            {"parameters": 2, "pointer_parameters": 1, "declarations": 0, "array_accesses": 1},
        ),
        ("c", "void f(void) {}", {"parameters": 0, "nloc": 1, "complexity": 1, "lines": 1, "calls": 0}),
        (
            "c",
            "void f(char *p) { p++; p += 2; p = p - 1; 1 + 2; char *q[2], (*r)[3]; q + 1; r + 1; }",
            {"pointer_arithmetic": 5, "local_arrays": 1, "declarations": 2, "increments": 1},
        ),
        (
            "c",
            'void f() { asm("nop"); if (a) { if (b) {} } else if (c) {} else if (d) {} else { if (e) {} } }',
            {"asm": 1, "branches": 5, "max_nesting": 2},
        ),
        ("c", "int f( { return ((1; }", {"parse_errors": 1, "number_literals": 1}),
        (
            "python",
            "def m(self, a, b=1):\n    return a if b is None else b",
            {"parameters": 3, "null_checks": 1},
        ),
        (
            "python",
            "def f():\n    for x in y:\n        if x: f()\n        elif y: g()",
            {"max_nesting": 2, "calls": 2},
        ),
        (
            "java",
            "public int m(int a) { if (a == 1) return 1; else if (b) return 2; return 0; }",
            {"max_nesting": 1},
        ),
        (
            "javascript",
            "get(a, b) { return a === null ? b : 1; }",
            {"parameters": 2, "ternaries": 1, "calls": 0},
        ),
        ("typescript", "m(a: number, s: string): void { }", {"number_literals": 0, "string_literals": 0}),
        ("tsx", "function f() { return <a>{g(1)}</a>; }", {"calls": 1, "number_literals": 1}),
        (
            "go",
            "func f(p *T) { if p == nil { *p = 1 } else if q { x++ } }",
            {"null_checks": 1, "max_nesting": 1},
        ),
        (
            "rust",
            "fn f(p: *const u8) -> u8 { if a { *p } else if b { 2 } else { 3 } }",
            {"pointer_dereferences": 1},
        ),
        (
            "php",
            "public function m($a) { if ($a && $b) { return $a[0]; } }",
            {"complexity": 3, "array_accesses": 1},
        ),
        (
            "ruby",
            "def m(a)\n  return 1 if a\n  system(a)\nend",
            {"branches": 1, "returns": 1, "dangerous_calls": 1},
        ),
        (
            "c-sharp",
            "public int M(int a) { foreach (var x in y) { if (x == null) {} } return 1; }",
            {"loops": 1},
        ),
        ("c-sharp", "get { return size; }", {"returns": 1, "parse_errors": 0}),
    ],
)
def test_counts(language: str, text: str, expected: dict[str, int]):
    measured = measure(text, language)
    assert {name: measured[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (
            "dangerous_calls",
            "strcpy strcat sprintf vsprintf gets sscanf system popen alloca __builtin_alloca execve",
        ),
        (
            "memory_calls",
            "memcpy snprintf strncpy OPENSSL_memcpy copy_from_user strlcpy RtlCopyMemory sprintf_s",
        ),
        (
            "allocations",
            "malloc realloc av_malloc g_malloc0 kmalloc xmlMalloc OPENSSL_malloc strdup BN_CTX_new",
        ),
        ("frees", "free kfree xmlFreeDoc Curl_safefree BN_free deallocate"),
        ("checking_calls", "assert BUG_ON is_valid buffer_check png_check_IHDR verify"),
        ("casts", "static_cast reinterpret_cast"),
    ],
)
def test_what_the_name_of_a_call_says(kind: str, names: str):
    assert {name for name in names.split() if kind in kinds_of_call(name)} == set(names.split())


@pytest.mark.parametrize(
    "name", ["fgets", "printf", "memcmp", "strlen", "freeze", "invalidate", "allocated", "exec"]
)
def test_names_that_say_nothing(name: str):
    assert kinds_of_call(name) == ("calls",)


def test_comments_of_the_scanned_code_hide_nothing():
    body = "int f(int a)\n{\n  /* %s */\n  if (a)\n    return 1;\n  return 0;\n}\n"
    plain = measure(body % "a comment", "c")
    assert measure(body % "#lizard forgives", "c") == plain
    assert measure(body % "GENERATED CODE", "c") == plain


@settings(deadline=None, max_examples=60)
@given(
    text=st.sampled_from([path.read_text(encoding="utf-8") for path in SOURCES]),
    odd=st.lists(st.tuples(st.integers(0), st.sampled_from([*FRAGMENTS, *SIGNS])), max_size=6),
    end=st.integers(1),
)
def test_the_shorter_reading_of_c_counts_what_lizard_does(text: str, odd: list[tuple[int, str]], end: int):
    words = re.split("([ \n])", text)
    for place, sign in odd:
        words.insert(place % (len(words) + 1), sign)
    assert_read_alike("".join(words[: len(words) - end % 40]))


@pytest.mark.parametrize(
    "body",
    [
        *("auto&& a = g();", "typedef int (*g)(A&&, B&&);", "a = b && c;", "if (a && b) { c = d && e; }"),
        *("struct s { int g() { return 1; } };", "class s { int g() { if (a) {} } };"),
        *(f"{word} s }} int g() {{" for word in ("struct", "class", "union", "namespace")),
        *("template<int {> T x;", "s.struct s { int g() { } };", "~x(); ~ ~y();"),
        *("#if A && B\n{\n#else\n{\n#endif\n}", "#define X \\\n if (a) \\\n b\n", 'R"(}{)"', "// }\n"),
    ],
)
def test_what_lizard_heeds_inside_of_a_body(body: str):
    assert_read_alike(f"int f(int a) {{ {body} }}\nint h(void) {{ if (a) {{ b(); }} }}\n")


def assert_read_alike(code: str) -> None:
    tokens: list[str] = []
    found = read("f.c", code, partial(_counter, tokens))
    plain: list[str] = []
    expected = FileAnalyzer([preprocessing, partial(_counter, plain)]).analyze_source_code("f.c", code)
    assert tokens == plain
    assert [vars(one) for one in found.function_list] == [vars(one) for one in expected.function_list]


def _counter(seen: list[str], tokens: Iterable[str], reader: Any) -> Iterator[str]:
    """Keeps what it sees, and counts it where the reader says that it stands."""
    for token in tokens:
        seen.append(token)
        reader.context.current_function.token_count += 1
        if token in reader.conditions:
            reader.context.add_condition()
        yield token


@settings(deadline=None, max_examples=80)
@given(
    language=st.sampled_from(sorted(LANGUAGES)),
    text=st.one_of(st.text(), st.lists(st.sampled_from(FRAGMENTS), max_size=40).map(" ".join)),
)
def test_any_text_has_every_metric_and_always_the_same(language: str, text: str):
    measured = measure(text, language)
    assert tuple(measured) == METRICS
    assert all(isinstance(value, float) and value >= 0 for value in measured.values())
    assert measure(text, language) == measured


@pytest.mark.parametrize("language", ["c", "cpp"])
@pytest.mark.parametrize("text", ["{" * 20_000, "f(" * 2_000, "int f() { " + "if (x) { " * 1_000])
def test_deep_nesting_is_measured(language: str, text: str):
    assert measure(text, language)["lines"] == 1


def test_an_unknown_language_is_an_error():
    with pytest.raises(KeyError):
        measure("x", "klingon")


def test_the_document_lists_every_metric_in_order():
    rows = re.findall(r"^\| `(\w+)` \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert tuple(rows) == METRICS
