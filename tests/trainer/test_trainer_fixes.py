"""Functions and their fixes, found by name and tokens, and what n-grams learn from them."""

from __future__ import annotations

import numpy as np
import pytest
from toy_corpus import rows

from vscan_trainer.datasets import Row
from vscan_trainer.fixes import find_fixes, name_of
from vscan_trainer.shards import Shard
from vscan_trainer.wide import fit_wide, wide_logits, with_fixes

BODY = "    int count = 0;\n    for (int i = 0; i < size; i++) { count += from[i]; }\n" * 3
BEFORE, AFTER = "strcpy(target, from);", "strncpy(target, from, size);"


def function(name: str, line: str) -> str:
    head = f"int {name}(char *from, int size)\n{{\n    char target[64];\n"
    return f"{head}{BODY}    {line}\n    return count;\n}}\n"


def found(
    tokenizer, texts: list[tuple[str, int | None]], apart: tuple[str, ...] = ()
) -> list[tuple[int, int]]:
    shard = Shard.encode([Row("primevul", *row) for row in texts], tokenizer)
    fixes = find_fixes(shard, [name_of(text) for text, _ in texts], apart)
    return list(zip(fixes.before.tolist(), fixes.after.tolist(), strict=True))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("static int\nread_one (int n) { return f(n); }", "read_one"),
        ("bool Parser::Tree::read(int n) {}", "read"),
        ("Buffer::~Buffer() {}", "~Buffer"),
        ("int x = 1;", ""),
    ],
)
def test_a_function_is_named_without_its_scope(text, name):
    assert name_of(text) == name


def test_a_fix_has_the_name_and_most_tokens(tokenizer):
    texts = [
        (function("one", AFTER), 0),
        (function("two", AFTER), 0),
        (function("one", BEFORE), 1),
        ("int one(void) { return 1; }", 0),
    ]
    assert found(tokenizer, texts) == [(2, 0)]


def test_the_most_similar_one_is_the_fix(tokenizer):
    texts = [
        (function("one", AFTER + " count--; size++; log(size);"), 0),
        (function("one", AFTER), 0),
        (function("one", BEFORE), 1),
    ]
    assert found(tokenizer, texts) == [(2, 1)]


@pytest.mark.parametrize("label", [1, None])
def test_only_what_is_not_vulnerable_is_a_fix(tokenizer, label):
    assert not found(tokenizer, [(function("one", AFTER), label), (function("one", BEFORE), 1)])


def test_nothing_is_its_own_fix(tokenizer):
    texts = [(function("one", BEFORE).replace("    ", "  "), 0), (function("one", BEFORE), 1)]
    assert not found(tokenizer, texts)


def test_names_are_kept_apart(tokenizer):
    texts = [(function(name, line), label) for name in "ab" for line, label in ((BEFORE, 1), (AFTER, 0))]
    assert found(tokenizer, texts) == [(0, 1), (2, 3)]
    assert found(tokenizer, texts, apart=("a",)) == [(2, 3)]


def test_what_has_no_name_has_no_fix(tokenizer):
    assert not found(
        tokenizer,
        [("{ a; b; c; d; e; f; g; h; i; j; k; l; }", 0), ("{ a; b; c; d; e; f; g; h; i; j; k; }", 1)],
    )


@pytest.fixture(scope="module")
def learnt(tokenizer):
    """n-grams of a corpus whose fixes add a size, and the last head of them."""
    fixed = [(function(f"f{n}", line), label) for n in range(20) for line, label in ((BEFORE, 1), (AFTER, 0))]
    pairs = [Row("primevul", text, label) for text, label in fixed]
    shard = Shard.encode([*rows("primevul", 60, seed=4), *pairs], tokenizer)
    names = ["" for _ in range(60)] + [name_of(text) for text, _ in fixed]
    plain = fit_wide([shard], 14, (4.0,))
    return plain, with_fixes(plain, shard, find_fixes(shard, names)), shard, names


def test_the_last_head_is_higher_before_a_fix_than_after(tokenizer, learnt):
    plain, wide, *_ = learnt
    assert wide.weights.shape == (2, 2**14)
    unseen = [
        Row("primevul", function(name, line), 0) for name in ("parse", "load") for line in (BEFORE, AFTER)
    ]
    logits = wide_logits(wide, Shard.encode(unseen, tokenizer))
    assert (logits[0::2, 1] > logits[1::2, 1] + 0.01).all()
    # what functions are about says nothing: no fix changes it
    assert np.ptp(logits[0::2, 1]) < 0.2 * (logits[0::2, 1] - logits[1::2, 1]).min()
    assert np.allclose(wide_logits(plain, Shard.encode(unseen, tokenizer))[:, 0], logits[:, 0], atol=1e-5)


def test_one_fix_teaches_nothing(learnt):
    plain, _, shard, names = learnt
    fixes = find_fixes(shard, names, {name for name in names if name != "f3"})
    assert len(fixes.before) == 1
    assert with_fixes(plain, shard, fixes) is plain
