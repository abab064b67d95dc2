"""A set of rules, found by directory listing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

from vscan.domain import RuleInfo, RuleMatch
from vscan.rulebook.match import engine_problem, match_rules
from vscan.rulebook.page import page
from vscan.rulebook.read import read_mapping
from vscan.rulebook.rule import Document, Rule, RuleError, build_rule, nearest

# Folder -> the languages its rules apply to unless they say otherwise.
FOLDERS: dict[str, tuple[str, ...]] = {
    "c": ("c", "cpp"),
    "cpp": ("cpp",),
    "go": ("go",),
    "java": ("java",),
    "javascript": ("javascript", "typescript", "tsx"),
    "python": ("python",),
}
# Suffix of a sample -> the languages it is written in, of those that its rule applies to.
SAMPLES: dict[str, tuple[str, ...]] = {
    ".c": ("c", "cpp"),
    ".cpp": ("cpp",),
    ".go": ("go",),
    ".java": ("java",),
    ".js": ("javascript", "typescript", "tsx"),
    ".py": ("python",),
    ".ts": ("typescript", "tsx"),
}


def builtin_rules() -> Path:
    """The rules that come with vscan: in the installed package, or at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "rules"
    return installed if installed.is_dir() else package.parents[1] / "rules"


@dataclass(frozen=True)
class Rulebook:
    """Rules by id, in the order of their ids."""

    rules: Mapping[str, Rule]

    @classmethod
    def load(cls, directories: Sequence[Path]) -> Rulebook:
        """Every `<directory>/<language>/<id>.yml`. Raises RuleError for the first one that is unusable."""
        rules: dict[str, Rule] = {}
        for path in rule_files(directories):
            rule = _load_rule(path)
            if rule.info.id in rules:
                raise RuleError(path, f"another rule is called {rule.info.id!r} too")
            rules[rule.info.id] = rule
        return cls(dict(sorted(rules.items())))

    @cached_property
    def info(self) -> Mapping[str, RuleInfo]:
        return {rule_id: replace(rule.info, page=page(rule)) for rule_id, rule in self.rules.items()}

    @cached_property
    def digest(self) -> str:
        """Changes with any rule's content, and with nothing else."""
        content = json.dumps([asdict(rule) for rule in self.rules.values()], sort_keys=True, default=sorted)
        return hashlib.sha256(content.encode()).hexdigest()

    def match(self, text: str, language: str) -> tuple[RuleMatch, ...]:
        """Matches in one function's text, by line (1 is the text's first) and then rule id."""
        return match_rules(text, language, self._by_language.get(language, ()))

    @cached_property
    def _by_language(self) -> dict[str, tuple[Rule, ...]]:
        languages = {language for rule in self.rules.values() for language in rule.languages}
        return {
            language: tuple(rule for rule in self.rules.values() if language in rule.languages)
            for language in languages
        }


def rule_files(directories: Iterable[Path]) -> Iterator[Path]:
    """Every `<directory>/<language>/<id>.yml`. Raises RuleError."""
    for directory in directories:
        if not directory.is_dir():
            raise RuleError(directory, "not a folder")
        yield from sorted(directory.glob("*/*.yml"))


def samples_of(rule: Path, languages: Iterable[str]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The samples beside a rule file, each with those of `languages` that it is written in."""
    wanted = frozenset(languages)
    for suffix, spoken in SAMPLES.items():
        common = tuple(language for language in spoken if language in wanted)
        if common and rule.with_suffix(suffix).is_file():
            yield rule.with_suffix(suffix), common


def _load_rule(path: Path) -> Rule:
    folder = path.parent.name
    if folder not in FOLDERS:
        raise RuleError(path, f"unknown language folder {folder!r}; {nearest(folder, FOLDERS)}")
    rule = build_rule(Document(path, read_mapping(path)), FOLDERS[folder])
    if not any(samples_of(path, rule.languages)):
        names = [path.stem + suffix for suffix, spoken in SAMPLES.items() if {*spoken} & {*rule.languages}]
        raise RuleError(path, f"no annotated sample beside it ({' or '.join(names)})")
    for language in rule.languages:
        if problem := engine_problem(rule.config, language):
            raise RuleError(path, f"ast-grep refuses 'rule' for {language}: {problem}")
    return rule
