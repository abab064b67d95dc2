"""The record's recommended next steps, each answered in words that the measured difference chooses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from vscan_trainer.evaluation.bootstrap import Drawn, bootstrap
from vscan_trainer.evaluation.curve import Counts, Floats
from vscan_trainer.evaluation.points import Confusion
from vscan_trainer.evaluation.scored import Scored
from vscan_trainer.report.figures import NAMES, drawn_text, mean
from vscan_trainer.report.observations.observed import Observed, changed, signed
from vscan_trainer.report.observations.recorded import CORRECTED, PRODUCTION

COMPARED = ("roc_auc", "best_f1", "accuracy_at_half", "accuracy_at_best_f1", "precision_at_recall")
OVERRIDES = (0.55, 0.60)


@dataclass(frozen=True, slots=True)
class Answer:
    """`evidence` holds one line a figure."""

    question: str
    short: str
    evidence: Sequence[str]


@dataclass(frozen=True, slots=True)
class Step:
    """A question that the difference between two groups of runs answers."""

    question: str
    runs: tuple[str, ...]
    against: tuple[str, ...] = ("production-42",)


STEPS = (
    Step("Does the balanced preset do better than production?", ("balanced-42",)),
    Step("Weight multiplier 1.3 in place of 1.6?", ("multiplier-1.3",)),
    Step("Weight multiplier 1.0 in place of 1.6?", ("multiplier-1.0",)),
    Step("Code features, of which the record hoped for 2 to 3 points of precision?", ("features",)),
    Step("Focal loss (gamma 1.5) with dropout 0.3?", ("focal",)),
    Step("And the corrected recipe against production, over their seeds?", CORRECTED, PRODUCTION),
)


def answers(observed: Observed) -> Iterator[Answer]:
    """To every question that the runs there are can answer."""
    if observed.present(PRODUCTION):
        yield _recall(observed)
        yield from (_override(observed, threshold) for threshold in OVERRIDES)
    for step in STEPS:
        if observed.present(step.runs) and observed.present(step.against):
            yield _compared(observed, step)
    yield from (_target(observed, names) for names in (PRODUCTION, CORRECTED) if observed.present(names))


def _compared(observed: Observed, step: Step) -> Answer:
    ours, theirs = observed.mean(step.runs), observed.mean(step.against)
    gains = {name: ours[name] - theirs[name] for name in COMPARED}
    verdicts = {name: observed.verdict(gain) for name, gain in gains.items()}
    evidence = [f"{NAMES[name]} {signed(gain)}: {verdicts[name]}" for name, gain in gains.items()]
    before, after = (observed.runs[observed.present(names)[0]] for names in (step.against, step.runs))
    evidence.append(f"what was changed: {changed(before, after) or 'nothing'}")
    better, worse = (
        ", ".join(NAMES[name] for name, verdict in verdicts.items() if verdict == word)
        for word in ("better", "worse")
    )
    return Answer(step.question, _sum_up(better, worse, observed.n), evidence)


def _sum_up(better: str, worse: str, n: int) -> str:
    if better and worse:
        return f"A trade: better in {better}; worse in {worse}."
    if better:
        return f"Better in {better}; worse in nothing."
    return f"Worse in {worse}; better in nothing." if worse else f"No difference that n = {n:,} can show."


def _recall(observed: Observed) -> Answer:
    """The record: 65 to 78 % flagged, precision 0.49 to 0.51, recall 0.82 or more at 0.5."""
    at = _at_thresholds(observed, (0.5,))
    low, high = at["flagged 0.5"].interval
    if low > 0.65:
        short = "Seen here too."
    else:
        short = "Not seen here." if high < 0.65 else f"n = {observed.n:,} cannot tell."
    evidence = [f"{name} {drawn_text(at[f'{name} 0.5'])}" for name in ("flagged", "precision", "recall")]
    question = "Does recall dominate at a threshold of 0.5, with 65 to 78 % of the functions flagged?"
    return Answer(question, short, evidence)


def _override(observed: Observed, threshold: float) -> Answer:
    at = _at_thresholds(observed, (0.5, threshold))
    left, f1 = at[f"left {threshold}"], at[f"f1 {threshold}"]
    halved = "no" if left.interval[0] > 0.5 else "yes" if left.interval[1] <= 0.5 else "perhaps"
    kept = "yes" if f1.interval[0] >= 0.60 else "no" if f1.interval[1] < 0.60 else "perhaps"
    short = {
        ("yes", "yes"): "Yes, both.",
        ("yes", "no"): "It halves them, but at the price of F1.",
        ("no", "yes"): "No: F1 is kept, but more than half of the false positives stay.",
        ("no", "no"): "No, neither.",
    }.get((halved, kept), f"n = {observed.n:,} cannot tell (halved: {halved}; F1 kept: {kept}).")
    evidence = [f"false positives that stay, of those at 0.5: {drawn_text(left)}", f"F1 {drawn_text(f1)}"]
    evidence += [f"{name} {drawn_text(at[f'{name} {threshold}'])}" for name in ("precision", "recall")]
    question = (
        f"Does a threshold of {threshold:.2f} (`--threshold-override {threshold:.2f}`, no training) halve "
        "the false positives at F1 >= 0.60?"
    )
    return Answer(question, short, evidence)


def _at_thresholds(observed: Observed, thresholds: Sequence[float]) -> dict[str, Drawn]:
    """Rates at fixed thresholds, averaged over production's seeds; `left` are the false positives at the last
    threshold as a share of those at the first."""

    def of(scored: Scored, weights: Counts) -> Mapping[str, Floats]:
        rates: dict[str, Floats] = {}
        before = Confusion.drawn(scored, thresholds[0], weights).fp
        for threshold in thresholds:
            at = Confusion.drawn(scored, threshold, weights)
            rates |= {
                f"{name} {threshold}": getattr(at, name) for name in ("flagged", "precision", "recall", "f1")
            }
            rates[f"left {threshold}"] = at.fp / before.clip(1)
        return rates

    runs = [observed.runs[name].scored for name in observed.present(PRODUCTION)]
    measures = [lambda weights, scored=scored: of(scored, weights) for scored in runs]
    return mean(bootstrap(measures, runs[0].targets, draws=observed.draws, seed=42))


def _target(observed: Observed, names: Sequence[str]) -> Answer:
    figures = observed.mean(names)
    told = {name: observed.above(figures[name], 0.60) for name in ("accuracy_at_half", "best_accuracy")}
    kind = "production" if names is PRODUCTION else "the corrected recipe"
    evidence = [f"{NAMES[name]} {drawn_text(figures[name])}: {verdict}" for name, verdict in told.items()]
    short = f"At 0.5: {told['accuracy_at_half']}. At the best threshold: {told['best_accuracy']}."
    return Answer(f"Does {kind} reach an accuracy above 0.60?", short, evidence)
