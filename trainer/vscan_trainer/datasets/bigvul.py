"""Big-Vul: one CSV file with whole patches in its fields.

A function before its commit (`func_before`) has the label `vul`; what became of a vulnerable one
(`func_after`) is not read, as in the papers that report on this corpus.
"""

from __future__ import annotations

from collections.abc import Iterator

from vscan_trainer.datasets.base import (
    DatasetError,
    Format,
    Record,
    Row,
    Skip,
    Source,
    cwes,
    label_of,
    project_of,
)


def _rows(record: Record) -> Iterator[Row | Skip]:
    text = record.get("func_before")
    if not isinstance(text, str):
        raise DatasetError("no text under 'func_before'")
    target = label_of(record.get("vul"), "vul")
    if not text.strip():
        yield Skip("empty function")
        return
    yield Row("bigvul", text, target, project_of(record), cwes(record.get("CWE ID")))


BIGVUL = Format(
    corpus="bigvul",
    fields=("func_before", "vul"),
    names=("bigvul", "big-vul", "big_vul", "msr_data"),
    rows=_rows,
    source=Source(
        paper=(
            "Fan, Li, Wang and Nguyen, A C/C++ Code Vulnerability Dataset with Code Changes and CVE "
            "Summaries, MSR 2020"
        ),
        obtain="MSR_data_cleaned.csv (10 GB) from the authors' MSR_20_Code_vulnerability_CSV_Dataset project",
        licence="project: MIT; functions: those of the projects they come from",
        size="188,636 functions, about 6 % vulnerable",
        faults=(
            "a commit's label is given to every function it touched",
            "split at random, the same commit stands on both sides",
        ),
        verified="fields: public code that reads the file; the authors document an earlier release only",
    ),
)
