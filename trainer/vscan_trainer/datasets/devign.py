"""Devign: the authors' `function.json`, and the lines that CodeXGLUE's script makes of it."""

from __future__ import annotations

from collections.abc import Iterator

from vscan_trainer.datasets.base import Format, Record, Row, Skip, Source, labelled


def _rows(record: Record) -> Iterator[Row | Skip]:
    return labelled(record, "devign")


DEVIGN = Format(
    corpus="devign",
    fields=("func", "target", "project"),
    names=("devign", "function.json"),
    rows=_rows,
    source=Source(
        paper=(
            "Zhou, Liu, Siow, Du and Liu, Devign: Effective Vulnerability Identification by Learning "
            "Comprehensive Program Semantics via Graph Neural Networks, NeurIPS 2019"
        ),
        obtain=(
            "function.json from the authors' Devign project; the usual split is the three index files "
            "of CodeXGLUE's defect-detection task (import --index)"
        ),
        licence="CodeXGLUE's data: Computational Use of Data Agreement; functions: FFmpeg's and QEMU's own",
        size="27,318 functions of FFmpeg and QEMU, 46 % vulnerable",
        faults=(
            "labels are a commit's, given to every function it touched: of 100 checked by hand 68 held",
            "many times the share of vulnerable functions that a source tree holds",
            "both projects stand in every part of the usual split",
            "holds exact duplicates with both labels",
        ),
        verified="fields: CodeXGLUE's documentation and script, and a repacked copy of the corpus",
    ),
)
