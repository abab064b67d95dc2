"""Loading rules, what is refused and how that reads, and matching texts of any kind."""

from __future__ import annotations

import pickle
import shutil
import time
from pathlib import Path

import pytest
import yaml

from vscan.domain import RuleMatch
from vscan.rulebook import MAX_ARGUMENTS, MAX_NESTING, Rulebook, RuleError, arguments, builtin_rules, nesting
from vscan.rulebook import book as book_module
from vscan.rulebook.read import read_mapping
from vscan.rulebook.screen import MAX_SHAPED

GETS = {
    "id": "no-gets",
    "title": "gets",
    "message": "Never call gets.",
    "cwe": [242],
    "severity": "high",
    "confidence": "high",
    "needs": [["gets"]],
    "rule": {"kind": "call_expression", "has": {"field": "function", "regex": "^gets$"}},
    "what-it-does": "Finds gets.",
    "why-bad": "It has no bound.",
    "example": "gets(line);",
    "use-instead": "fgets(line, sizeof(line), stdin);",
    "references": ["https://cwe.mitre.org/data/definitions/242.html"],
}


def write_rule(folder: Path, name: str = "no-gets", language: str = "c", **changes: object) -> Path:
    """A valid rule with some keys changed, or taken out where the change is None."""
    keys = {**GETS, "id": name, **{key.replace("_", "-"): value for key, value in changes.items()}}
    path = folder / language / f"{name}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({k: v for k, v in keys.items() if v is not None}), encoding="utf-8")
    path.with_suffix(".c").write_text("// ruleid: no-gets\n", encoding="utf-8")
    return path


@pytest.fixture
def gets_book(tmp_path: Path) -> Rulebook:
    write_rule(tmp_path)
    return Rulebook.load([tmp_path])


@pytest.fixture(scope="module")
def builtin() -> Rulebook:
    return Rulebook.load([builtin_rules()])


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"severty": "high"}, "unknown key 'severty'; did you mean 'severity'?"),
        ({"severity": "hgh"}, "'severity': unknown severity 'hgh' (known: low, medium, high, critical)"),
        ({"confidence": "sure"}, "'confidence': unknown confidence 'sure' (known: low, medium, high)"),
        ({"message": "two\nlines"}, "'message' must be one line"),
        ({"title": None}, "missing key 'title'"),
        ({"rule": None}, "missing key 'rule'"),
        ({"rule": {}}, "'rule' must be a mapping, got {}"),
        ({"why_bad": "  "}, "'why-bad' must be a non-empty text"),
        ({"cwe": ["242"]}, "'cwe' must be a non-empty list of numbers, got ['242']"),
        ({"cwe": [True]}, "'cwe' must be a non-empty list of numbers, got [True]"),
        ({"references": "CWE"}, "'references' must be a non-empty list of texts, got 'CWE'"),
        ({"needs": ["gets"]}, "'needs' must be a non-empty list of lists, got ['gets']"),
        ({"needs": [["gets", 1]]}, "'needs' must be a list of lists of texts, got [['gets', 1]]"),
        ({"shape": "gets"}, "'shape' must be a non-empty list of texts, got 'gets'"),
        ({"shape": ["gets("]}, "'shape': 'gets(' is no regular expression: missing )"),
        ({"languages": ["cp"]}, "'languages': unknown 'cp'; did you mean 'cpp'?"),
        ({"rule": {"kind": "call"}}, "ast-grep refuses 'rule' for c: "),
        ({"rule": {"knd": "call_expression"}}, "unknown field `knd`"),
        ({"rule": {"regex": "("}}, "unclosed group"),
        ({"rule": {"matches": "nothing"}}, "Rule `nothing` is not defined"),
    ],
)
def test_refuses_a_rule_and_says_why(tmp_path: Path, changes: dict[str, object], problem: str) -> None:
    path = write_rule(tmp_path, "no-gets", "c", **changes)
    with pytest.raises(RuleError) as error:
        Rulebook.load([tmp_path])
    assert str(error.value).startswith(f"{path}: ")
    assert problem in str(error.value)
    assert "\n" not in str(error.value)


def test_refuses_an_id_that_is_not_the_file_name(tmp_path: Path) -> None:
    write_rule(tmp_path).rename(tmp_path / "c" / "other.yml")
    (tmp_path / "c" / "no-gets.c").rename(tmp_path / "c" / "other.c")
    with pytest.raises(RuleError, match="'id' is 'no-gets': it must be the file's name"):
        Rulebook.load([tmp_path])


def test_refuses_an_id_used_twice(tmp_path: Path) -> None:
    write_rule(tmp_path / "a")
    second = write_rule(tmp_path / "b")
    with pytest.raises(RuleError, match="another rule is called 'no-gets'") as error:
        Rulebook.load([tmp_path / "a", tmp_path / "b"])
    assert str(second) in str(error.value)


def test_refuses_a_rule_without_a_sample(tmp_path: Path) -> None:
    write_rule(tmp_path).with_suffix(".c").unlink()
    with pytest.raises(RuleError, match="no annotated sample beside it"):
        Rulebook.load([tmp_path])


def test_refuses_an_unknown_language_folder(tmp_path: Path) -> None:
    write_rule(tmp_path, language="cp")
    with pytest.raises(RuleError, match="unknown language folder 'cp'; did you mean 'cpp'"):
        Rulebook.load([tmp_path])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"id: [", "not valid YAML"),
        (b"- id", "not a mapping"),
        (b"id: \xff\xfe\xff", "not valid YAML"),
        (b"id: no-gets\nid: no-gets\n", "duplicate key 'id'"),
        (b"id: !!python/object/apply:os.getcwd []", "not valid YAML"),
    ],
)
def test_refuses_a_file_that_is_no_rule(tmp_path: Path, content: bytes, problem: str) -> None:
    write_rule(tmp_path).write_bytes(content)
    with pytest.raises(RuleError, match=problem):
        Rulebook.load([tmp_path])


def test_refuses_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="not a folder"):
        Rulebook.load([tmp_path / "missing"])


def test_rules_of_a_user_join_the_built_in_ones(tmp_path: Path, builtin: Rulebook) -> None:
    write_rule(tmp_path, "no-puts", rule={"pattern": {"context": "puts($X);", "selector": "call_expression"}})
    both = Rulebook.load([builtin_rules(), tmp_path])
    assert set(both.rules) - set(builtin.rules) == {"no-puts"}
    assert list(both.info) == sorted(both.rules)


def test_a_cpp_rule_leaves_c_alone(tmp_path: Path) -> None:
    write_rule(tmp_path, language="cpp")
    book = Rulebook.load([tmp_path])
    assert book.match("void f() { gets(x); }", "cpp")
    assert not book.match("void f() { gets(x); }", "c")
    assert not book.match("def f(): gets(x)", "python")


def test_digest_follows_content_only(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    write_rule(first)
    write_rule(second, "other")
    digest = Rulebook.load([first, second]).digest
    assert Rulebook.load([second, first]).digest == digest
    assert Rulebook.load([Path(shutil.copytree(first, tmp_path / "copy")), second]).digest == digest
    for changes in ({"message": "Changed."}, {"severity": "low"}, {"needs": None}, {"cwe": [120]}):
        write_rule(second, "other", **changes)
        assert Rulebook.load([first, second]).digest != digest, changes


def test_rules_of_our_own_are_read_when_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    read: list[str] = []
    book_module._load_rule.cache_clear()
    monkeypatch.setattr(
        "vscan.rulebook.read.read_mapping", lambda path: read.append(path.stem) or read_mapping(path)
    )
    write_rule(tmp_path, "mine")
    book = Rulebook.load([builtin_rules(), tmp_path])
    assert read == ["mine"]
    assert {"gets", "mine"} < set(book.info)
    assert book.info["gets"] is book.info["gets"]
    assert read == ["mine", "gets"]
    with pytest.raises(KeyError):
        book.rules["nothing"]
    assert [one.rule_id for one in book.match("int f(char *x) { return g(gets(x)); }", "c")] == [
        "gets",
        "mine",
    ]
    assert {path.stem for path in builtin_rules().glob("c/*.yml")} <= {*read}
    assert not {path.stem for path in builtin_rules().glob("python/*.yml")} & {*read}


def test_survives_the_way_to_a_worker(gets_book: Rulebook) -> None:
    text = "int f(char *x) { gets(x); }"
    copy = pickle.loads(pickle.dumps(gets_book))
    assert copy.digest == gets_book.digest
    assert copy.match(text, "c") == gets_book.match(text, "c")


def test_a_need_is_a_word_a_part_of_one_or_any_text(tmp_path: Path) -> None:
    for name, needs in {"word": ["get"], "part": ["*et*"], "text": ["(x"]}.items():
        write_rule(tmp_path, name, needs=[needs])
    book = Rulebook.load([tmp_path])
    assert [match.rule_id for match in book.match("int f(void) { gets(x); }", "c")] == ["part", "text"]


def test_a_star_alone_is_a_star(tmp_path: Path) -> None:
    write_rule(tmp_path, needs=[["*"]])
    book = Rulebook.load([tmp_path])
    assert not book.match("void f() { gets(x); }", "c")
    assert book.match("void f(char *x) { gets(x); }", "c")


def test_all_needs_must_be_met(tmp_path: Path) -> None:
    write_rule(tmp_path, needs=[["gets"], ["puts", "->"]])
    book = Rulebook.load([tmp_path])
    assert not book.match("void f() { gets(x); }", "c")
    assert book.match("void f() { gets(x); p->y = 1; }", "c")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("void f() { gets(x, 1); }", 1),
        ("void f() { gets/* , ( */(x,\n\n\t\\\n 1); // no\n}", 1),
        ('void f() { gets("a, 1"); }', 0),
        ("void f() { gets(x /*, 1*/); }", 0),
        ("void f() { gets(x, 2); }", 0),
        ("void f() { gets(x, 2); }" + " " * MAX_SHAPED, 1),
    ],
)
def test_all_of_a_shape_must_be_in_the_code(tmp_path: Path, text: str, count: int) -> None:
    write_rule(tmp_path, shape=["gets ?\\(", ", ?1"])
    assert len(Rulebook.load([tmp_path]).match(text, "c")) == count


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("int f(char *x)\n{\n  /* é𝒳 */ gets(x); // 𝒳\n}\n", [3]),
        ("int f(char *x)\r\n{\r\n  gets(x);\r\n\r\n  gets(x);\r\n}\r\n", [3, 5]),
        ("int f(char *x) {\n /* \u2028 \x0c \x0b \x85 */\n gets(x);\n}", [3]),
        ("int f(char *x) {\r gets(x);\n gets(x);}", [1, 2]),
        ("int f(char *x) {\n\udc80\ud800\n gets(x);\n}", [3]),
        ("void f() {\n#if A\n  gets(\n    x);\n#else\n  gets(y);\n#endif\n}", [3, 6]),
        ("gets(x);", [1]),
        ("", []),
        ("\0\0\0", []),
    ],
)
def test_lines_of_unusual_text(gets_book: Rulebook, text: str, lines: list[int]) -> None:
    assert [match.start_line for match in gets_book.match(text, "c")] == lines


def test_match_is_one_value_a_line(gets_book: Rulebook) -> None:
    text = f"void f() {{\n  gets(a); gets(b);{' ' * 3}// {'x' * 300}\n  gets(\n    c);\n}}"
    first, second = gets_book.match(text, "c")
    assert first == RuleMatch("no-gets", 2, 2, "gets(a); gets(b);   // " + "x" * 137)
    assert second == RuleMatch("no-gets", 3, 4, "gets(")


def test_matches_are_in_order(builtin: Rulebook) -> None:
    found = builtin.match("void f(char *p, char *q) {\n  free(p); strcpy(q, p);\n  gets(q);\n}", "c")
    assert [(match.start_line, match.rule_id) for match in found] == [
        (2, "strcpy-unbounded"),
        (2, "use-after-free"),
        (3, "gets"),
    ]


def test_an_in_class_method_is_a_text_like_any_other(builtin: Rulebook) -> None:
    method = "void read(char *line) const override {\n  gets(line);\n}"
    assert [match.start_line for match in builtin.match(method, "cpp")] == [2]


@pytest.mark.parametrize(
    ("text", "depth"),
    [("", 0), ("f(a[1])", 2), ("{{}{}}", 2), ("}}}{", 1), ("(" * 9, 9)],
)
def test_nesting(text: str, depth: int) -> None:
    assert nesting(text) == depth


def test_nothing_is_sought_beyond_the_nesting_limit(gets_book: Rulebook) -> None:
    inside = MAX_NESTING - 2
    assert gets_book.match("void f() {" + "{" * inside + "gets(x);" + "}" * inside + "}", "c")
    beyond = inside + 1
    assert not gets_book.match("void f() {" + "{" * beyond + "gets(x);" + "}" * beyond + "}", "c")


@pytest.mark.parametrize(
    ("text", "most"),
    [("", 0), ("f(a)", 0), ("f(a, b, g(c, d))", 2), ("f({1, 2, 3}, a)", 1), ("), ,(", 0), ("(((,,", 2)],
)
def test_arguments(text: str, most: int) -> None:
    assert arguments(text) == most


def test_nothing_is_sought_beyond_the_limit_of_arguments(gets_book: Rulebook) -> None:
    table = "int t[] = {" + "1, " * 1000 + "1};"
    assert gets_book.match("void f() {" + table + "g(" + "1, " * MAX_ARGUMENTS + "1); gets(x); }", "c")
    assert not gets_book.match("void f() { g(" + "1, " * MAX_ARGUMENTS + "1, 1); gets(x); }", "c")


HOSTILE = {
    "braces": "void f() { gets(x); " + "{" * 50_000,
    "parentheses": "void f() { gets(" + "(" * 50_000,
    "calls": "free(" * 40_000,
    "operators": "void f() { x = " + "a * b + " * 20_000 + "malloc(x); }",
    "negations": "void f() { x = " + "!" * 50_000 + "flags & MASK; }",
    "members": "void f() { if (!a) x = a" + "->b" * 50_000 + "; }",
    "conditions": "void f() { if (a) free(p); " + "else if (x) { strcpy(a, b); } " * 3_000 + "}",
    "frees": "void f() { " + "free(p); " * 20_000 + "}",
    "uses": "void f() { " + "free(p); p->x = 1; " * 8_000 + "}",
    "returns": "char *f() { " + "char a[n]; return a; " * 8_000 + "}",
    "conditionals": "void f() { x = " + "free ? " * 25_000 + "1; }",
    "quotes": 'gets("' * 20_000,
    "comments": "/*gets(" * 20_000,
    "backslashes": "gets(\\" * 20_000,
    "directives": "#if gets(x)\n" * 15_000,
    "templates": "malloc<" * 25_000,
    "arguments": "void f() { printf(" + "b, " * 30_000 + "b); system(" + "b, " * 30_000 + "b); }",
}


# Short enough for `shape`, whose regular expressions go back and forth.
_PIECES = (
    "[",
    "[a",
    "if (",
    "a==",
    "!a",
    "*a",
    "else ",
    "a>b ",
    "case 1:x;",
    "a&b",
    "a+b*",
    "a[b]",
    "f(a,[b",
)
_PIECES += ('.f("x", &A::b) ', "printf(f(a), ", "a(b)[c] ", "*x ", "cmp(", "i++ ")
_PIECES += ("alloc(a*", "sizeof(a)/", "a", "cmp(a,", "if (!f(g(a, b)) || ", "if (f(!g(h(&a), b), c) && ")
_PIECES += (
    "if (((((",
    "if (()",
    "if ((((a))) ",
    "printf(a,",
    'printf("",',
    "; a + ",
    ": a == b ",
    ") do a- ",
    "snprintf(a, ",
)
SHORT = {piece: "void f() { " + piece * (9_000 // len(piece)) for piece in _PIECES}


@pytest.mark.parametrize("text", SHORT.values(), ids=SHORT.keys())
def test_hostile_shapes_cost_seconds_at_most(builtin: Rulebook, text: str) -> None:
    started = time.process_time()
    builtin.match(text, "c")
    assert time.process_time() - started < 10


@pytest.mark.parametrize("language", ["c", "cpp"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_costs_seconds_at_most(builtin: Rulebook, text: str, language: str) -> None:
    started = time.process_time()
    builtin.match(text, language)
    assert time.process_time() - started < 10


REQUESTS = {
    "python": (
        "def f(x):\n",
        "    name = request.args\n",
        "    open({0})\n    subprocess.run({0}, shell=True)\n",
    ),
    "javascript": (
        "function f(req) {",
        "const a = req.body;",
        "fs.readFile({0}); new RegExp({0}); res.redirect({0}); exec({0}); db.query('select from', {0});",
    ),
    "java": (
        "void f(String t) {",
        'String a = request.getParameter("x");',
        "new File({0}); rt.exec({0}); out.print({0}); engine.eval({0});",
    ),
    "go": (
        "func f(r R) {",
        'n := r.FormValue("x")\n',
        'os.Open({0})\n exec.Command("sh", "-c", {0})\n unsafe.Pointer({0})\n db.Query("select from", {0})\n',
    ),
}


@pytest.mark.parametrize("separator", ["+", ","])
@pytest.mark.parametrize("times", [800, 10_000])
@pytest.mark.parametrize("language", REQUESTS)
def test_hostile_requests_cost_seconds_at_most(
    builtin: Rulebook, language: str, times: int, separator: str
) -> None:
    """Rules that look back from each argument to each declaration."""
    head, declaration, uses = REQUESTS[language]
    wide = uses.format(f"b {separator} " * times + "b")
    many = (declaration + uses.format("b + c")) * (times // 10)
    for text in (head + declaration + wide, head + declaration * (times // 10) + wide, head + many):
        started = time.process_time()
        builtin.match(text, language)
        assert time.process_time() - started < 10
