"""What the flow analysis says of expressions in small functions."""

from __future__ import annotations

import pytest

from vscan.flow.follow import follow
from vscan.flow.predicates import PREDICATES

FREED = "void f(char *p, int a, int b) { %s }"


def facts(text: str, language: str = "c") -> set[tuple[str, str]]:
    """(expression, fact) for everything that is known."""
    found = follow(text, language)
    return {(text[a:b], name) for (a, b), names in found.by_range.items() for name in names}


def tells(fact: str, text: str, language: str = "c") -> bool:
    """Whether that is known of anything in the text."""
    return fact in {name for _, name in facts(text, language)}


def released(body: str) -> bool:
    """Is the `p` of `use(p)` known to be released?"""
    text = FREED % body
    at = text.index("use(p)") + 4
    return follow(text, "c").hold(at, at + 1, "released")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("free(p); use(p);", True),
        ("use(p); free(p);", False),
        ("free(p); p = 0; use(p);", False),
        ("free(p); p = g(); use(p);", False),
        ("free(p); reset(&p); use(p);", False),
        ("if (a) free(p); use(p);", True),
        ("if (a) { free(p); return; } use(p);", False),
        ("if (a) { free(p); exit(1); } use(p);", False),
        ("if (a) { free(p); GOTO_ERROR(p); } use(p);", False),
        ("if (a) free(p); if (a) use(p);", True),
        ("if (a) free(p); if (!a) use(p);", False),
        ("if (a != 3) free(p); if (a == 3) use(p);", False),
        ("if (a) free(p); a = g(); if (!a) use(p);", False),
        ("if (a) free(p); if (b) use(p);", False),
        ("if (a) free(p); if (b) return; use(p);", False),
        ("if (a) free(p); else free(p); if (b) use(p);", True),
        ("switch (a) { case 1: free(p); break; default: use(p); }", False),
        ("switch (a) { case 1: free(p); default: use(p); }", True),
        ("switch (2) { case 1: free(p); } use(p);", False),
        ("if (a) goto out; return; out: free(p); use(p);", True),
        ("if (a) { free(p); goto out; } return; out: use(p);", True),
        ("while (a) { use(p); free(p); }", True),
        ("while (a) { use(p); free(p); break; }", False),
        ("while (a) { use(p); free(p); p = g(); }", False),
        ("for (a = 0; a < 1; a++) { use(p); free(p); }", False),
        ("for (a = 0; a < 2; a++) { use(p); free(p); }", True),
        ("do { free(p); } while (0); use(p);", True),
        ("while (1) { free(p); break; } use(p);", True),
        ("char *q = p; free(q); q = 0; use(p);", False),
        ("p = malloc(3); char *q = p; free(q); use(p);", True),
        ("{ char *p = g(); free(p); } use(p);", False),
        ("\n#ifdef X\n free(p);\n#else\n use(p);\n#endif\n", False),
        ("\n#ifdef X\n free(p);\n#endif\n#ifdef X\n use(p);\n#endif\n", True),
        ("\n#ifdef X\n free(p);\n#endif\n#ifndef X\n use(p);\n#endif\n", False),
        ("if (a == ONE) free(p); if (a == TWO) use(p);", False),
        ("while ((p = g())) { use(p); free(p); }", False),
        ("free(p); if (a + ) b; use(p);", True),
        ("free(p); x = ; } use(p);", False),
        ("free(p); VERSION for (a = 1; a < 3; a++) b = 1; use(p);", False),
        ("p = malloc(3); while (a) { free(p); p = g(); } use(p);", False),
        ("a && (free(p), 1); use(p);", True),
        ("0 && (free(p), 1); use(p);", False),
    ],
)
def test_paths(body: str, expected: bool):
    assert released(body) is expected


@pytest.mark.parametrize(
    ("body", "expression", "fact", "expected"),
    [
        # reach
        ("char b[8]; memcpy(b, s, 9);", "b", "writes-past", True),
        ("char b[8]; memcpy(b, s, 8);", "b", "writes-past", False),
        ("char b[8]; memcpy(b + 1, s, 8);", "b + 1", "writes-past", True),
        ("char b[8]; memcpy(b, s, n);", "b", "writes-past", False),
        ("int b[8]; memcpy(b, s, 8 * sizeof(int));", "b", "writes-past", False),
        ("int b[8]; memcpy(b, s, 9 * sizeof(*b));", "b", "writes-past", True),
        ("struct x b[8]; memcpy(b, s, 9 * sizeof(struct x));", "b", "writes-past", True),
        ("struct x b[8]; memcpy(b, s, sizeof(b));", "b", "writes-past", False),
        ("struct x b[8]; memcpy(b, s, 9 * sizeof(struct y));", "b", "writes-past", False),
        ("char b[8]; strcpy(b, \"1234567\");", "b", "writes-past", False),
        ("char b[8]; strcpy(b, \"12345678\");", "b", "writes-past", True),
        ("char b[8] = \"1234\"; strcat(b, \"567\");", "b", "writes-past", False),
        ("char b[8] = \"1234\"; strcat(b, \"5678\");", "b", "writes-past", True),
        ("char b[8]; fgets(b, 9, s);", "b", "writes-past", True),
        ("char b[N]; memcpy(b, s, 900);", "b", "writes-past", False),
        ("int b[4]; for (int i = 0; i < 4; i++) b[i] = 1;", "b", "writes-past", False),
        ("int b[4]; for (int i = 0; i <= 4; i++) b[i] = 1;", "b", "writes-past", True),
        ("int b[4]; for (int i = 4; i > 0; i--) b[i] = 1;", "b", "writes-past", True),
        ("int b[4]; for (int i = 0; i < 9; i++) { if (i == n) break; b[i] = 1; }", "b", "writes-past", False),
        ("int b[4]; for (int i = 0; i < n; i++) b[i] = 1;", "b", "writes-past", False),
        ("int b[4]; if (n <= 4) b[n] = 1;", "b", "writes-past", True),
        ("int b[4]; if (n < 4) b[n] = 1;", "b", "writes-past", False),
        ("int b[4]; n = atoi(s); b[n] = 1;", "b", "writes-before", True),
        ("int b[4]; n = atoi(s); if (n >= 0 && n < 4) b[n] = 1;", "b", "writes-before", False),
        ("int b[4]; n = atoi(s); if (n < 0 || n >= 4) return 0; b[n] = 1;", "b", "writes-past", False),
        ("int b[4]; n = atoi(s); n &= 3; b[n] = 1;", "b", "writes-past", False),
        ("int b[4]; n = b[4];", "b", "reads-past", True),
        ("int *b = malloc(4); *b = 1;", "b", "writes-past", False),
        ("char *b = malloc(4); b[4] = 1;", "b", "writes-past", True),
        ("char b[4], *q = b + 4; *--q = 1;", "--q", "writes-past", False),
        # numbers
        ("n = atoi(s); n++;", "n++", "overflow", True),
        ("n++;", "n++", "overflow", False),
        ("n = atoi(s); if (n < 9) n++;", "n++", "overflow", False),
        ("n = atoi(s); if (n < limit) n++;", "n++", "overflow", False),
        ("n = INT_MAX; return n + 1;", "n + 1", "overflow", True),
        ("unsigned u = strtoul(s, 0, 10); return u - 1;", "u - 1", "underflow", False),
        ("unsigned u; scanf(\"%u\", &u); return u - 1;", "u - 1", "underflow", True),
        ("n = atoi(s); return 9 / n;", "n", "zero-divisor", True),
        ("n = atoi(s); if (n) return 9 / n;", "n", "zero-divisor", False),
        ("return 9 / n;", "n", "zero-divisor", False),
        ("n = 0; return 9 % n;", "n", "zero-divisor", True),
        ("n = atoi(s); short t = n;", "n", "truncated", True),
        ("n = 7; short t = n;", "n", "truncated", False),
        ("n = -1; memset(s, 0, n);", "n", "negative-size", True),
        ("n = sizeof(int) * 2; memset(s, 0, n);", "n", "negative-size", False),
        # release
        ("char *b = malloc(4); if (!b) return 0; return 1;", "malloc(4)", "leaked", True),
        ("char *b = malloc(4); if (!b) return 0; free(b); return 1;", "malloc(4)", "leaked", False),
        ("char *b = malloc(4); s->b = b;", "malloc(4)", "leaked", False),
        ("char *b = malloc(4); keep(b);", "malloc(4)", "leaked", False),
        ("struct x v; v.b = malloc(4); keep(&v);", "malloc(4)", "leaked", False),
        ("char **t = &s->b; *t = malloc(4);", "malloc(4)", "leaked", False),
        ("char *b = malloc(4); while (b) { char *c = g(b); free(b); b = c; }", "malloc(4)", "leaked", False),
        ("char *b = malloc(4); printf(b);", "malloc(4)", "leaked", True),
        ("char *b = malloc(4); b[0] = 1;", "malloc(4)", "used-unchecked", True),
        ("char *b; if ((b = malloc(4)) == 0) return 0; b[0] = 1;", "malloc(4)", "used-unchecked", False),
        ("char *b = malloc(4); assert(b); b[0] = 1;", "malloc(4)", "used-unchecked", False),
        ("char *b = malloc(4); if (b && b[0]) n = 1;", "malloc(4)", "used-unchecked", False),
        ("int d = open(s, 0); if (d < 0) return 0; return 1;", "open(s, 0)", "leaked-file", True),
        ("int d = open(s, 0); if (d == -1) return 0; close(d);", "open(s, 0)", "leaked-file", False),
        ("int d = open(s, 0); if (d == -1) return 0; return d;", "open(s, 0)", "leaked-file", False),
        ("s = realloc(s, 4);", "s", "resized", True),
        ("s = 0; s = realloc(s, 4);", "s", "resized", False),
        ("if (!s) s = realloc(s, 4);", "s", "resized", False),
        ("char b[4], *q = b; free(q);", "q", "not-heap", True),
        ("char *q = malloc(4); q++; free(q);", "q", "not-at-start", True),
        ("char *q = malloc(4); q++; q--; free(q);", "q", "not-at-start", False),
        ("FILE *q = popen(s, 0); fclose(q);", "q", "mismatched", True),
        # values
        ("int v; return v;", "v", "uninitialised", True),
        ("int v; get(&v); return v;", "v", "uninitialised", False),
        ("int v; GET(v); return v;", "v", "uninitialised", False),
        ("int v; for_each(s, v) { n = v; }", "v", "uninitialised", False),
        ("int v; print_number(v);", "v", "uninitialised", True),
        ("int b[4], k = 0; while (n--) { if (b[0]) n = k; b[k] = n; }", "b[0]", "uninitialised", False),
        ("int v; recv(n, (TYPE)&v, 1, 0); return v;", "v", "uninitialised", False),
        ("int v; memcpy(&v, s, sizeof(v)); return v;", "v", "uninitialised", False),
        ("int v; if (n) v = 1; return v;", "v", "uninitialised", False),
        ("int v; if (n) goto end; v = 1; end: return v;", "v", "uninitialised", True),
        ("int v; while (n--) v = 1; return v;", "v", "uninitialised", False),
        ("static int v; return v;", "v", "uninitialised", False),
        ("int v; return sizeof(v);", "v", "uninitialised", False),
        ("char b[4]; return b[1];", "b[1]", "uninitialised", True),
        ("char b[4] = \"\"; return b[1];", "b[1]", "uninitialised", False),
        ("struct x b[4]; b[1].y = 2;", "b[1]", "uninitialised", False),
        ("if (!s) n = 1; return *s;", "s", "null-pointer", True),
        ("if (!s) return 1; return *s;", "s", "null-pointer", False),
        ("return s && *s;", "s", "null-pointer", False),
        ("return s ? *s : 1;", "s", "null-pointer", False),
        # text
        ("char b[9]; fgets(b, 9, stdin); system(b);", "b", "tainted-command", True),
        ("char b[9]; fgets(b, 9, s); if (strchr(b, 'x')) return; system(b);", "b", "tainted-command", False),
        ("char b[9] = \"ls\"; system(b);", "b", "tainted-command", False),
        ("char b[4]; strncpy(b, s, sizeof(b)); puts(b);", "b", "read-unterminated", True),
        ("char b[4]; strncpy(b, s, sizeof(b)); b[3] = 0; puts(b);", "b", "read-unterminated", False),
        ("char b[4]; strncpy(b, s, 3); puts(b);", "b", "read-unterminated", False),
    ],
)  # fmt: skip
def test_facts(body: str, expression: str, fact: str, expected: bool):
    text = f"int f(char *s, int n, int limit) {{ {body} }}"
    assert ((expression, fact) in facts(text)) is expected
    assert fact in PREDICATES


@pytest.mark.parametrize(
    ("body", "expression", "fact"),
    [
        ("int *p = new int[4]; delete p;", "p", "mismatched"),
        ("char *p = new char; char *&q = p; delete q; delete p;", "p", "released"),
        ("char *p = (char *)malloc(1); free(static_cast<void *>(p)); *p = 1;", "p", "released"),
        ("char *p = new char[4]; p[4] = 1; delete[] p;", "p", "writes-past"),
    ],
)
def test_cpp(body: str, expression: str, fact: str):
    assert (expression, fact) in facts(f"void f() {{ {body} }}", "cpp")


def test_no_leak_through_an_owner():
    assert ("new T()", "leaked") not in facts("void f() { std::unique_ptr<T> p(new T()); }", "cpp")


def test_no_leak_through_a_reference():
    assert ("new T()", "leaked") not in facts("void f(T *&p) { p = new T(); }", "cpp")
    assert ("new T()", "leaked") in facts("void f(T *p) { p = new T(); }", "cpp")


def test_offsets_are_characters():
    text = "void f(char *p) { /* é𝒳 */ free(p); *p = 1; }"
    assert ("p", "released") in facts(text)


def test_every_fact_has_a_name():
    known = {name for text in (FREED % "free(p); use(p);", "int f(int n) { int v; return v / 0; }")
             for _, name in facts(text)}  # fmt: skip
    assert known
    assert known <= PREDICATES.keys()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "free(p); *p = 1;",
        "void f(char *p) { free(p",
        "void f( { ) } ((( case 1: default",
        "void f() { " + "{" * 500 + "free(p); *p = 1;" + "}" * 500 + "}",
        "void f() { x = " + "(" * 1000 + "1" + ")" * 1000 + "; }",
        "void f() { x = a" + "->b" * 5000 + "; }",
        "\0\0\0",
        "void f(int n) { switch (n) case 1: n = 1; }",
        "void f() { 1 / ; sizeof; return return; goto ; x = ? : ; }",
        "void f(int x[], ...) { x[] = 0; *&x = 1; (&x)[0]++; }",
    ],
)
def test_broken_text_is_unknown(text: str):
    for language in ("c", "cpp"):
        follow(text, language)


def test_other_languages_have_no_facts():
    assert not follow("def f(p): free(p); use(p)", "python").names


def test_costs_are_bounded():
    from vscan.flow.memory import MAX_STEPS
    from vscan.flow.statements import Statements

    steps = []
    original = Statements.step
    body = "if (a%d) { p%d = malloc(1); } else { free(p%d); }"
    text = "void f(void) { " + " ".join(body % (i, i, i) for i in range(1500)) + " }"

    def counted(self: Statements) -> None:
        steps.append(1)
        original(self)

    Statements.step = counted  # type: ignore[method-assign]
    try:
        follow(text, "c")
    finally:
        Statements.step = original  # type: ignore[method-assign]
    assert len(steps) == MAX_STEPS + 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("if (!p) log_error(a); *p = 1;", True),
        ("if (!p) fatal_f(a); *p = 1;", False),
        ("if (!p) do_exit(a); *p = 1;", False),
        ("if (!p) ThrowError(a); *p = 1;", False),
        ("if (!p) diet(a); *p = 1;", True),
        ("BUG_ON(!p); *p = 1;", False),
        ("BUG_ON(p); *p = 1;", True),
        ("*p = 0; if (!p) a = 1; *p = 1;", False),
        ("p++; if (!p) a = 1; *p = 1;", False),
        ("p = &q[a]; while (p && *p) p++; *p = 1;", False),
        ("while (p && a) a--; *p = 1;", False),
        ("while (p && p->k != a) p = p->next; *p = 1;", True),
        ("for (p = q; p; p = p->next) if (p && p->k) return; ", False),
        ("if (a) p = NULL; else { if (g(a)) { h(a); } *p = 1; }", False),
        ("if (a) p = NULL; else { if (g(CAST a) || b) { a = 1; } else if (g(CAST a)) { } *p = 1; }", False),
    ],
)
def test_null_is_what_was_found_to_be_null(body: str, expected: bool) -> None:
    found = facts(f"void f(struct s *p, struct s *q, int a) {{ {body} }}")
    assert (("p", "null-pointer") in found) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("memset(p, 0, 9);", True),
        ("chknull(p); memset(p, 0, 9);", False),
        ("render(p); memset(p, 0, 9);", True),
        ("p || die(); memset(p, 0, 9);", False),
    ],
)
def test_a_check_by_another_function_counts(body: str, expected: bool) -> None:
    found = facts(f"void f(void) {{ char *p = malloc(9); {body} }}")
    assert (("malloc(9)", "used-unchecked") in found) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("int m[4]; return m[0];", True),
        ("int m[4]; int *p = m; for (;;) { if (a) *p++ = a; else break; } return m[0];", False),
        ("int m[4]; while (a) { if (a > 1) get(&(m[a])); else b = 1; } return m[0];", False),
        ("char m[4]; getsockopt(a, 0, 1, m, 4); return m[0];", False),
        ("int v; (void)(v); return 0;", False),
        ('int v; asm ("rdtsc" : "=r" (v)); return v;', False),
        ('int v; asm ("out %0" : : "r" (a)); return v;', True),
        ("int v; if (a && get(&v)) return 1; if (b) return v; return 0;", False),
        ("int v; switch (a) { case 1: v = 2; break; default: fatal_f(a); } return v;", False),
        ("int v; switch (a) { case 1: v = 2; break; default: break; } return v;", True),
    ],
)
def test_what_may_have_been_stored_is_not_uninitialised(body: str, expected: bool) -> None:
    assert tells("uninitialised", f"int f(int a, int b) {{ {body} }}") is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("char *p = malloc(9);", True),
        ("struct s o; char *p = malloc(9); o.data = p; return o;", False),
        ("extern char **environ; environ = malloc(9);", False),
        ("T *p = new T; p->Unref();", False),
    ],
)
def test_what_is_handed_over_is_not_leaked(body: str, expected: bool) -> None:
    assert tells("leaked", f"struct s f(void) {{ {body} }}", "cpp") is expected


@pytest.mark.parametrize(
    ("loop", "expected"),
    [
        ("while (p) { N *t = p; p = p->next; free(t->s); free(t); }", False),
        ("while (p) { auto *t = p; p = p->next; free(t->s); free(t); }", False),
        ("while (p) { N *t{p}; p = p->next; free(t->s); free(t); }", False),
        ("while (p) { N &t = *p; p = p->next; free(t.s); }", False),
        ("do { N *t = p; p = p->next; { free(t->s); } free(t); } while (p);", False),
        ("for (; p; ) { N *t = p; p = t->next; free(t->in.s); free(t); }", False),
        ("while (*h) { N *t = *h; *h = t->next; free(t->s); free(t); }", False),
        (
            "while (p) { N *t = p; for (M *q = t->m, *r; q; q = r) { r = q->next; free(q->s); } p = q; }",
            False,
        ),
        ("for (; p < e; p++) { free(p->s); }", False),
        ("for (; p < e; p += 1) free(p->s);", False),
        ("for (int i = 0; i < n; i++, p = p->next) free(p->s);", False),
        ("while (n--) { free(p->s); ++p; }", False),
        ("for (auto *x : list) { free(x->s); free(x); }", False),
        ("for (auto &x : list) free(x.s);", False),
        ("for (auto &[k, v] : map) { free(v->s); free(v); }", False),
        ("auto [a, b] = two(); free(a->s); for (auto [a, b] : map) free(a->s);", False),
        ("for (auto it = m.begin(); it != e; ++it) free(it->s);", False),
        ("while (p) { if (N *t = p->next) { free(t->s); p = t; } else break; }", False),
        ("while (N *t = p->next) { free(t->s); p = t; }", False),
        ("if (N *t = p->next) { free(t); } N *t = p; free(t);", False),
        ("while (p) { N *t = p; p = p->next; free(e->s); }", True),
        ("while (p) { N *t = p; free(t->s); p = p->next; free(t->s); }", True),
        ("for (int i = 0; i < n; i++) free(p->s);", True),
        ("for (auto *x : list) free(p);", True),
        ("for (auto &x : list) { free(x.s); free(x.s); }", True),
        ("free(p->s); while (n--) { free(p->s); p = e; }", True),
        ("if (N *t = p->next; t && n) { free(t); free(t); }", True),
        ("switch (N *t = p->next; n) { case 1: free(t); free(t); }", True),
        ("for (N *t = p->next; auto x : list) { free(t); free(t); }", True),
    ],
)
def test_each_turn_frees_another_object(loop: str, expected: bool) -> None:
    assert tells("released", f"void f(N *p, N *e, N **h, int n) {{ {loop} }}", "cpp") is expected


def test_a_range_loop_ends() -> None:
    found = facts("void f() { char a[3]; for (char x : a) g(x); a[3] = 0; }", "cpp")
    assert ("a", "writes-past") in found


def test_what_a_reference_stands_for_is_not_leaked() -> None:
    assert not tells(
        "leaked", "void f(N *p) { N &t = *p; t.s = malloc(3); for (auto &x : p->all) x = malloc(3); }", "cpp"
    )


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("char *f()", True),
        ("STATIC char *f()", True),
        ("auto f()", True),
        ("auto f() -> char *", True),
        ("const char (&f())[3]", True),
        ("int (*f())[3]", True),
        ("N::operator const char *() const", True),
        ("std::string_view f()", True),
        ("QStringView f()", True),
        ("absl::Span<char> f()", True),
        ("std::vector<char *> &f()", True),
        ("std::string f()", False),
        ("auto f() -> std::string", False),
        ("std::vector<char *> f()", False),
        ("Slice f(char *p)", False),
        ("bool f(char *p)", False),
        ("N::operator std::string() const", False),
    ],
)
def test_only_pointers_references_and_views_outlive_an_array(head: str, expected: bool) -> None:
    found = facts(f"{head} {{ char b[3]; return b; }}", "cpp")
    assert (("b", "stack-returned") in found) is expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("text_t", True), ("uintptr_t", False), ("unsigned long", False), ("struct s", False)],
)
def test_a_c_type_that_is_unknown_may_be_a_pointer(kind: str, expected: bool) -> None:
    assert (("b", "stack-returned") in facts(f"{kind} f(void) {{ char b[3]; return b; }}")) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("int n = atoi(s); r = n * 3;", {("n * 3", "overflow")}),
        ("int n = atoi(s), m = atoi(t); r = n - m;", {("n - m", "underflow")}),
        ("int n = atoi(s); if (n < 0) r = n * 3;", {("n * 3", "underflow")}),
        ("int n = atoi(s); if (n > 0) r = n + 3;", {("n + 3", "overflow")}),
        ("int n = atoi(s); n *= 3;", {("n *= 3", "overflow")}),
        ("int n = atoi(s); r = n - -3;", {("n - -3", "overflow")}),
        ("int n = atoi(s); r = n * -1;", {("n * -1", "overflow")}),
        ("int n = -0x7fffffff; r = n - 2;", {("n - 2", "underflow")}),
        ("int n = -3; r = n - 2;", set()),
        ("long n = LONG_MAX; r = n - -3000000000;", {("n - -3000000000", "overflow")}),
        ("int n = atoi(s), m = atoi(t); n -= m;", {("n -= m", "underflow")}),
        ("int n = a ? INT_MAX : INT_MIN; r = n * 2;", {("n * 2", "overflow")}),
        ("int n; if (a) n = INT_MAX; else n = INT_MIN; r = n * 2;", {("n * 2", "overflow")}),
        ("long n = strtol(s, 0, 9); int m = n * 3;", {("n * 3", "overflow")}),
    ],
)
def test_arithmetic_that_may_be_too_large_and_too_small_is_called_one(
    body: str, expected: set[tuple[str, str]]
) -> None:
    found = facts(f"void f(char *s, char *t, int a) {{ {body} }}")
    assert {fact for fact in found if fact[1] in ("overflow", "underflow")} == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ('sprintf(o, "%s", s)', True),
        ('std::sprintf(o, "%-9s", s)', True),
        ('sprintf(o, "%d%% %ls", n, s)', True),
        ('sprintf(o, "%" PRIu64 ": %s", n, s)', True),
        ('sprintf(o, "%" PRIu64 ": %s", s, "b")', False),
        ('sprintf(o, "%2$s %1$d", n, s)', True),
        ('sprintf(o, "%2$s %1$s", "a", "b")', False),
        ('sprintf(o, _("%s left"), s)', True),
        ('sprintf(o, "%s %s", "a", s)', True),
        ('sprintf(o, "%d %s", s, "a")', False),
        ('sprintf(o, "%*s", n, s)', True),
        ('sprintf(o, "%*s", s, "a")', False),
        ('sprintf(o, "%.*s%s", n, s, (char *)"a" "b")', False),
        ('sprintf(o, "%.8s", s)', False),
        ('sprintf(o, "%s", n ? "a" : "b")', False),
        ('sprintf(o, "%s", n ? "a" : s)', True),
        ('sprintf(o, "%s", n ?: "a")', True),
        ('sprintf(o, "%s", NAME)', False),
        ('sprintf(o, "100%%s", s)', False),
        ('sprintf(o, "%s")', False),
        ("sprintf(o, s, n)", False),
        ("vsprintf(o, s, v)", True),
        ('vsprintf(o, "%d", v)', False),
        ('vsprintf(o, "%d" "%s", v)', True),
        ('snprintf(o, 9, "%s", s)', False),
    ],
)
def test_text_of_any_length(call: str, expected: bool) -> None:
    found = facts(f"void f(char *o, char *s, int n) {{ {call}; }}", "cpp")
    assert ((call, "unlimited-text") in found) is expected


def test_calls_that_the_walk_does_not_reach_are_read_as_well() -> None:
    found = facts('void f(char *o, char *s) { return; sprintf(o, "%s", s); }')
    assert ('sprintf(o, "%s", s)', "unlimited-text") in found


@pytest.mark.parametrize(
    ("binding", "expected"),
    [("int &r = o ? *o : v;", False), ("int &r = v;", False), ("int r = o ? *o : v;", True)],
)
def test_binding_a_reference_reads_nothing(binding: str, expected: bool) -> None:
    found = facts(f"void f(int *o) {{ int v; {binding} r = 1; }}", "cpp")
    assert (("v", "uninitialised") in found) is expected
