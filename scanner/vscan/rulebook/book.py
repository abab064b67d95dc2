"""A set of rules, found by directory listing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path

from vscan.domain import Confidence, RuleInfo, RuleMatch
from vscan.lazy import Lazy
from vscan.rulebook.match import engine_problem, match_rules
from vscan.rulebook.page import page
from vscan.rulebook.rule import Document, Rule, RuleError, build_rule, nearest
from vscan.rulebook.screen import Screen

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


@cache
def builtin_rules() -> Path:
    """The rules that come with vscan: in the installed package, or at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "rules"
    return installed if installed.is_dir() else package.parents[1] / "rules"


@dataclass(frozen=True)
class Rulebook:
    """Rules by id, in the order of their ids. `digest` changes with the content of any rule's file, and
    with nothing else; `languages` has those that a rule can at most be for."""

    rules: Mapping[str, Rule]
    digest: str
    languages: Mapping[str, tuple[str, ...]]

    @classmethod
    def load(cls, directories: Sequence[Path]) -> Rulebook:
        """Every `<directory>/<language>/<id>.yml`. Raises RuleError for the first one that is unusable.

        Those that come with vscan, which the tests have seen, are read when first asked for: a scan in
        which nothing is new asks for few.
        """
        files: dict[str, tuple[Path, str]] = {}
        for path in rule_files(directories):
            name = path.stem
            if name in files:
                raise RuleError(path, f"another rule is called {name!r} too")
            files[name] = path, hashlib.sha256(_content(path)).hexdigest()
        rules = Lazy(sorted(files), partial(_load_named, files))
        for path in rule_files(one for one in directories if one != builtin_rules()):
            _check_engine(path, rules[path.stem])
        folders = {name: path.parent.name for name, (path, _) in files.items()}
        contents = sorted(f"{folders[name]}/{name}:{digest}" for name, (_, digest) in files.items())
        languages = {name: FOLDERS.get(folder, ()) for name, folder in folders.items()}
        return cls(rules, hashlib.sha256("\n".join(contents).encode()).hexdigest(), languages)

    @cached_property
    def info(self) -> Mapping[str, RuleInfo]:
        return Lazy(self.rules, partial(_described, self.rules))

    @cached_property
    def confidences(self) -> dict[str, Confidence]:
        """How often each rule is right, by its id: what features count hits by."""
        return {name: rule.info.confidence for name, rule in self.rules.items()}

    def match(self, text: str, language: str) -> tuple[RuleMatch, ...]:
        """Matches in one function's text, by line (1 is the text's first) and then rule id."""
        return match_rules(text, language, self._screens[language]) if language in self._screens else ()

    @cached_property
    def _screens(self) -> Mapping[str, Screen]:
        """By language; its rules are read when the first function of it comes."""
        return Lazy({language for some in self.languages.values() for language in some}, self._screen)

    def _screen(self, language: str) -> Screen:
        rules = (self.rules[name] for name in self.rules if language in self.languages[name])
        return Screen(rule for rule in rules if language in rule.languages)


def rule_files(directories: Iterable[Path]) -> Iterator[Path]:
    """Every `<directory>/<language>/<id>.yml`. Raises RuleError."""
    for directory in directories:
        if not directory.is_dir():
            raise RuleError(directory, "not a folder")
        for folder in sorted(filter(Path.is_dir, directory.iterdir())):
            names = sorted(path.name for path in folder.iterdir())  # which are compared faster than paths
            yield from (folder / name for name in names if name.endswith(".yml"))


def samples_of(rule: Path, languages: Iterable[str]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The samples beside a rule file, each with those of `languages` that it is written in."""
    wanted = frozenset(languages)
    for suffix, spoken in SAMPLES.items():
        common = tuple(language for language in spoken if language in wanted)
        if common and rule.with_suffix(suffix).is_file():
            yield rule.with_suffix(suffix), common


def _load_named(files: Mapping[str, tuple[Path, str]], name: str) -> Rule:
    return _load_rule(*files[name])


def _described(rules: Mapping[str, Rule], name: str) -> RuleInfo:
    return replace(rules[name].info, page=page(rules[name]))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RuleError(path, f"cannot be read: {error.strerror}") from error


@cache  # a worker inherits what the process that it was forked from has read
def _load_rule(path: Path, digest: str) -> Rule:
    folder = path.parent.name
    if folder not in FOLDERS:
        raise RuleError(path, f"unknown language folder {folder!r}; {nearest(folder, FOLDERS)}")
    from vscan.rulebook.read import read_mapping

    rule = build_rule(Document(path, read_mapping(path)), FOLDERS[folder])
    if not any(samples_of(path, rule.languages)):
        names = [path.stem + suffix for suffix, spoken in SAMPLES.items() if {*spoken} & {*rule.languages}]
        raise RuleError(path, f"no annotated sample beside it ({' or '.join(names)})")
    return rule


def _check_engine(path: Path, rule: Rule) -> None:
    for language in rule.languages:
        if problem := engine_problem(rule.config, language):
            raise RuleError(path, f"ast-grep refuses 'rule' for {language}: {problem}")
