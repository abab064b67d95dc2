"""A scan taken apart: its stages one after another, without workers and cache, each under a clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np

from vscan.decide import rank
from vscan.discover import Candidate, read, walk
from vscan.domain import Analysed, Analysis, Function, ScanReport, SourceFile
from vscan.extract import extract
from vscan.features import feature_vector
from vscan.metrics import measure
from vscan.remarks import remarks
from vscan.report import FORMATS, Style
from vscan.rulebook import Rulebook, builtin_rules
from vscan.scan import scan
from vscan.scoring import open_model
from vscan.scoring.base import NO_NGRAMS, ModelScorer
from vscan.settings import ScanSettings

Clock = Callable[[str], AbstractContextManager[None]]


def follow(root: Path, clock: Clock, once: Clock) -> tuple[int, list[int]]:
    """How many functions there were, and the tokens of each that the encoder read."""
    settings = ScanSettings(languages=("c", "cpp"), cache=False, jobs=1)
    with once("load rules"):
        rulebook = Rulebook.load([builtin_rules()])
        for language in settings.languages:
            rulebook.match("", language)
    with once("load model"):
        scorer = open_model("onnx", None, threads=1).scorer()
    assert isinstance(scorer, ModelScorer)
    functions = _functions(root, settings, clock)
    analysed = _analysed(functions, rulebook, clock)
    tokens = _scored(analysed, scorer, clock)
    report = scan([root], settings)
    _reported(report, clock)
    return len(functions), tokens


def _functions(root: Path, settings: ScanSettings, clock: Clock) -> list[Function]:
    with clock("walk"):
        candidates = [item for item in walk([root], settings) if isinstance(item, Candidate)]
    with clock("read and decode"):
        found = [read(candidate, settings) for candidate in candidates]
        sources = [item for item in found if isinstance(item, SourceFile)]
    with clock("parse and extract"):
        functions = [function for source in sources for function in extract(source)]
    with clock("suppression comments"):
        for source in sources:
            remarks(source)
    return functions


def _analysed(functions: Sequence[Function], rulebook: Rulebook, clock: Clock) -> list[Analysed]:
    with clock("metrics"):
        metrics = [measure(one.text, one.language) for one in functions]
    with clock("rules and flow"):
        matches = [rulebook.match(one.text, one.language) for one in functions]
    pairs = zip(functions, metrics, matches, strict=True)
    return [Analysed(one, Analysis(counts, found)) for one, counts, found in pairs]


def _scored(analysed: Sequence[Analysed], scorer: ModelScorer, clock: Clock) -> list[int]:
    with clock("tokenise"):
        encoded = [scorer.tokenizer.encode(one.function.text) for one in analysed]
    with clock("features, n-grams, trees"):
        rules = scorer.card.rule_confidences
        features = np.stack([feature_vector(one.analysis, rules) for one in analysed])
        wide = np.stack([scorer.wide.score(ids) if scorer.wide else NO_NGRAMS for ids in encoded])
        trees = scorer.trees_logits(wide, features)
        settled = map(scorer.card.settled, wide.tolist(), trees.tolist())
        left = [i for i, done in enumerate(settled) if not done]
        for ids in encoded:
            scorer.caveats(ids)
    read = [encoded[i] for i in left]
    if read:
        with clock("encoder"):
            scorer.deep_logits(read, scorer.normalise(features[left]))
    return [scorer.card.window.tokens(len(ids)) for ids in read]


def _reported(report: ScanReport, clock: Clock) -> None:
    with clock("report"):
        rank(report.findings)
        FORMATS["text"].render(report, Style())
