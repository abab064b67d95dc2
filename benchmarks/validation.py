"""The bundled model beside its baselines on the validation sets: `vscan score`, length, bag of words.

    python benchmarks/validation.py DATA [--model DIR]

DATA holds the corpora as docs/data.md names them. Writes validation.json and prints the table.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.metrics import roc_auc_score

from vscan_trainer import datasets
from vscan_trainer.datasets import Row
from vscan_trainer.evaluation.baselines import bag_of_words, length_alone
from vscan_trainer.evaluation.ranking import calibration_error, figures, interval

COLUMNS = (
    "roc_auc",
    "average_precision",
    "best_f1",
    "best_accuracy",
    "vd_s",
    "recall_at_fpr_5",
    "recall_at_20_lines",
)


def functions(folder: Path, part: str) -> list[Row]:
    """Of `part`.jsonl.xz, or else of `part`.jsonl."""
    packed, plain = (folder / f"{part}{suffix}" for suffix in (".jsonl.xz", ".jsonl"))
    return list(datasets.load(packed if packed.exists() else plain))


def vscan_scores(rows: list[Row], scratch: Path, extra: list[str]) -> np.ndarray:
    """What a user gets: the installed command on a file of functions."""
    source, target = scratch / "functions.jsonl", scratch / "scores.jsonl"
    source.write_text("".join(json.dumps({"func": row.text}) + "\n" for row in rows), encoding="utf-8")
    command = [
        str(Path(sys.executable).with_name("vscan")),
        "score",
        str(source),
        "--output",
        str(target),
        *extra,
    ]
    subprocess.run(command, check=True)
    return np.array([json.loads(line)["probability"] for line in target.open(encoding="utf-8")])


def main() -> None:
    parser = argparse.ArgumentParser(description="The bundled model beside its baselines.")
    parser.add_argument("data", type=Path)
    parser.add_argument("--json", type=Path, default=Path("validation.json"))
    parser.add_argument("--model", action="append", default=[], help="instead of the bundled model")
    arguments = parser.parse_args()
    extra = [part for folder in arguments.model for part in ("--model", folder)]
    results: dict[str, dict[str, dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for corpus in ("devign", "primevul"):
            train = functions(arguments.data, f"{corpus}-train")
            valid = [row for row in functions(arguments.data, f"{corpus}-valid") if row.target is not None]
            truth = np.array([row.target for row in valid], dtype=np.int8)
            lines = np.array([row.text.count("\n") + 1 for row in valid])
            scored = {
                "vscan": vscan_scores(valid, Path(scratch), extra),
                "bag of words": bag_of_words(train, valid),
                "length alone": length_alone(valid),
            }
            results[corpus] = {name: figures(truth, scores, lines) for name, scores in scored.items()}
            for name, scores in scored.items():
                low, high = interval(truth, scores, lambda t, s: float(roc_auc_score(t, s)))
                results[corpus][name] |= {"roc_auc_low": low, "roc_auc_high": high}
            own, mean = float(truth.mean()), float(scored["vscan"].mean())
            results[corpus]["vscan"]["mean_probability"] = mean
            results[corpus]["vscan"]["calibration_error"] = calibration_error(truth, scored["vscan"])
            show(corpus, len(valid), own, results[corpus])
    arguments.json.write_text(json.dumps(results, indent=2) + "\n")


def show(corpus: str, n: int, prevalence: float, rows: dict[str, dict[str, float]]) -> None:
    """One table a corpus; VD-S is better low, all else high."""
    title = f"{corpus}-valid: {n:,} functions, {prevalence:.1%} vulnerable"
    table = Table("", *COLUMNS, "95 % of ROC-AUC", title=title, title_justify="left")
    for name, row in rows.items():
        cells = [f"{row[column]:.3f}" for column in COLUMNS]
        table.add_row(name, *cells, f"{row['roc_auc_low']:.3f}-{row['roc_auc_high']:.3f}")
    Console(width=140 if not sys.stdout.isatty() else None).print(table)


if __name__ == "__main__":
    main()
