"""Scoring functions given as JSON lines: how a model is measured on any corpus."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from vscan.domain import Analysis, Score
from vscan.languages import LANGUAGES, guess_c_or_cpp
from vscan.progress import Progress
from vscan.rulebook import builtin_rules
from vscan.scoring import Item, OperatingPoint, open_model
from vscan.settings import ScanSettings
from vscan.workers import Limits, WorkError, Workers, analyse_text, analyse_texts, outcome

_WINDOW = 1024
_CHUNK = 16

_ALIASES = {"c++": "cpp", "cxx": "cpp", "c#": "c-sharp", "csharp": "c-sharp", "js": "javascript"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of input: the object on it, and what is wrong with it, if anything."""

    number: int
    row: dict[str, Any]
    problem: str = ""
    text: str = ""
    language: str = ""

    @classmethod
    def parse(cls, number: int, line: str) -> Line:
        """Never raises: a bad line is a Line with a problem."""
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            return cls(number, {}, f"not JSON: {error}")
        if not isinstance(row, dict):
            return cls(number, {}, "not a JSON object")
        text, language = row.get("func"), row.get("language")
        if not isinstance(text, str):
            return cls(number, row, "no text under 'func'")
        if language is None:
            return cls(number, row, text=text, language=guess_c_or_cpp(text))
        name = str(language).lower()
        name = _ALIASES.get(name, name)
        if name not in LANGUAGES:
            return cls(number, row, f"unknown language {language!r}")
        return cls(number, row, text=text, language=name)


@dataclass(frozen=True, slots=True)
class ScoredLine:
    """One line of output; `problem` is empty when it was scored."""

    number: int
    json: str
    problem: str


def score_lines(lines: Iterable[str], settings: ScanSettings, progress: Progress) -> Iterator[ScoredLine]:
    """One line out for each line in, in order, with `probability` added: a number, or null with the
    reason under `abstained` or `error`; and `caveats`, where there are any. Raises ModelError, RuleError."""
    folders = [builtin_rules(), *settings.rules]
    model = open_model(settings.scorer, settings.model, settings.jobs)
    scorer = model.scorer()
    point = OperatingPoint.choose(model.card, prior=settings.prior) if model.card else None
    limits = Limits(settings.jobs, settings.file_timeout, settings.memory_limit, settings.max_function_bytes)
    with Workers(folders, limits) as workers:
        for window in _windows(lines):
            good = [line for line in window if not line.problem]
            analyses = _analyse(good, workers)
            items = [
                Item(line.text, line.language, analysis)
                for line, analysis in zip(good, analyses, strict=True)
                if isinstance(analysis, Analysis)
            ]
            scores = iter(scorer.score(items))
            results = iter(analyses)
            for line in window:
                result = line.problem or next(results)
                score = next(scores) if isinstance(result, Analysis) else None
                score = point.tell(score) if score and point else score
                yield _scored(line, score, result if isinstance(result, str) else "")
                progress.advance(int(score is not None))


def _windows(lines: Iterable[str]) -> Iterator[list[Line]]:
    window: list[Line] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            window.append(Line.parse(number, line))
        if len(window) == _WINDOW:
            yield window
            window = []
    if window:
        yield window


def _analyse(lines: Sequence[Line], workers: Workers) -> list[Analysis | str]:
    """An analysis, or what went wrong, for each line; a chunk that fails is done again one by one."""
    texts = [(line.text, line.language) for line in lines]
    chunks = [texts[i : i + _CHUNK] for i in range(0, len(texts), _CHUNK)]
    works = [workers.submit(analyse_texts, chunk) for chunk in chunks]
    results: list[Analysis | str] = []
    for chunk, work in zip(chunks, works, strict=True):
        try:
            analyses: list[Analysis] = outcome(work)
            results.extend(analyses)
        except WorkError:
            results.extend(_one(workers, *item) for item in chunk)
    return results


def _one(workers: Workers, text: str, language: str) -> Analysis | str:
    try:
        return outcome(workers.submit(analyse_text, text, language))
    except WorkError as error:
        return f"{error.reason.value}: {error.detail}"


def _scored(line: Line, score: Score | None, problem: str) -> ScoredLine:
    row = {**line.row, "probability": score.probability if score else None}
    if problem:
        row["error"] = f"line {line.number}: {problem}"
    elif score and score.probability is None:
        row["abstained"] = score.abstained
    row.pop("caveats", None)
    if score and score.caveats:
        row["caveats"] = [caveat.value for caveat in score.caveats]
    return ScoredLine(line.number, json.dumps(row), problem)
