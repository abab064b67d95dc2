"""Synthetic functions in which one call decides, and files of them."""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Sequence
from pathlib import Path

from vscan_trainer.datasets import Row

# name of a file -> its corpus
PARTS = {
    "devign-train": "devign",
    "devign-valid": "devign",
    "primevul-train": "primevul",
    "primevul-valid": "primevul",
    "diversevul-vulnerable": "diversevul",
}

_NAMES = {
    "primevul": ("packet", "session", "header", "buffer"),
    "devign": ("avctx", "s390_cpu", "codec_frame", "qdev"),
}
_FILLER = (
    "int count = 0;",
    "for (int i = 0; i < size; i++) {{ count += {name}[i]; }}",
    "if ({name} == NULL) {{ return -1; }}",
    'log_message("%d", size);',
    "size = size * 2 + {number};",
    "release({name}_lock);",
)


def function(rng: random.Random, corpus: str, vulnerable: bool) -> str:
    """What is vulnerable copies without a bound."""
    name, number = rng.choice(_NAMES[corpus]), rng.randrange(1000)
    copy = "strcpy(target, {name});" if vulnerable else "strncpy(target, {name}, size);"
    body = [*rng.choices(_FILLER, k=rng.randrange(1, 6)), copy]
    rng.shuffle(body)
    lines = "\n".join(f"    {line.format(name=name, number=number)}" for line in body)
    return f"int {name}_{number}(char *{name}, int size)\n{{\n    char target[64];\n{lines}\n}}\n"


def rows(corpus: str, count: int, *, seed: int, share: float = 0.5) -> list[Row]:
    """`count` functions, `share` of them vulnerable, in random order."""
    rng = random.Random(seed)
    targets = [int(i < share * count) for i in range(count)]
    rng.shuffle(targets)
    return [Row(corpus, function(rng, corpus, bool(target)), target) for target in targets]


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """As JSON lines, packed where the name says so."""
    text = "".join(json.dumps({"func": row.text, "target": row.target}) + "\n" for row in rows)
    if path.suffix == ".xz":
        path.write_bytes(lzma.compress(text.encode(), preset=0))
    else:
        path.write_text(text, encoding="utf-8")


SHARES = {"primevul": 0.3, "devign": 0.5}
"""What part of each corpus is vulnerable, the one of ordinary prevalence first."""


def write_corpora(folder: Path, count: int = 60) -> None:
    """Both corpora's training and validation files, one with a function whose label is not known."""
    for seed, (part, packed) in enumerate((("train", ".xz"), ("valid", ""))):
        for corpus, share in SHARES.items():
            made = rows(corpus, count, seed=2 * seed + len(corpus), share=share)
            if (corpus, part) == ("primevul", "valid"):
                made[5] = Row(corpus, made[5].text, None)
            write_rows(folder / f"{corpus}-{part}.jsonl{packed}", made)
