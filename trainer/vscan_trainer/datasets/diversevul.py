"""DiverseVul: JSON lines under the suffix `.json`; `cwe` is a list."""

from __future__ import annotations

from collections.abc import Iterator

from vscan_trainer.datasets.base import Format, Record, Row, Skip, Source, labelled


def _rows(record: Record) -> Iterator[Row | Skip]:
    return labelled(record, "diversevul")


DIVERSEVUL = Format(
    corpus="diversevul",
    fields=("func", "target"),
    names=("diversevul",),
    rows=_rows,
    source=Source(
        paper=(
            "Chen, Ding, Alowain, Chen and Wagner, DiverseVul: A New Vulnerable Source Code Dataset for "
            "Deep Learning Based Vulnerability Detection, RAID 2023"
        ),
        obtain="diversevul_20230702.json from the DiverseVul project",
        licence="the project states none; functions: those of the projects they come from",
        size="18,945 vulnerable and 330,492 other functions from 7,514 commits, 150 CWEs",
        faults=(
            "a commit's label is given to every function it touched: about 40 % of them are wrong",
            "holds records with an empty function",
        ),
        verified="fields: records quoted in the project's issues, and a repacked copy without its metadata",
    ),
)
