"""PrimeVul: JSON lines; `cwe` is a list, and absent from many records."""

from __future__ import annotations

from collections.abc import Iterator

from vscan_trainer.datasets.base import Format, Record, Row, Skip, Source, labelled


def _rows(record: Record) -> Iterator[Row | Skip]:
    return labelled(record, "primevul")


PRIMEVUL = Format(
    corpus="primevul",
    fields=("func", "target", "idx"),
    names=("primevul",),
    rows=_rows,
    source=Source(
        paper=(
            "Ding, Fu, Ibrahim, Sitawarin, Chen, Alomair, Wagner, Ray and Chen, Vulnerability Detection "
            "with Code Language Models: How Far Are We?, ICSE 2025"
        ),
        obtain="primevul_train.jsonl, primevul_valid.jsonl and primevul_test.jsonl from the PrimeVul project",
        licence="project: MIT; functions: those of the projects they come from",
        size="about 7,000 vulnerable and 229,000 other functions of C and C++ projects, split by date",
        faults=(
            "function length alone ranks well on it",
            "the paired files hold a function and its fix with both labels: near duplicates by design",
            "many records lack a CWE",
        ),
        verified="fields: a record quoted in the project's issues, and a repacked copy without its metadata",
    ),
)
