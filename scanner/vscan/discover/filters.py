"""The user's globs and the defaults, joined with the ignore files of the tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vscan.discover.candidates import DiscoveryError
from vscan.discover.defaults import DEFAULT_EXCLUDES, REASONS
from vscan.discover.ignore import Rule, RuleSet, Scope, find_in, rule_set
from vscan.domain import SkipReason
from vscan.globs import GlobError, anchor_glob, parse_glob
from vscan.languages import LANGUAGES
from vscan.settings import ScanSettings

Verdict = tuple[SkipReason, str]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the settings say. Strongest first: `exclude`, `.vscanignore`, then gitignore or the defaults."""

    include: RuleSet
    exclude: RuleSet
    defaults: RuleSet

    @classmethod
    def of(cls, settings: ScanSettings, cwd: Sequence[str]) -> Filters:
        """`cwd` is where globs with a slash are anchored.

        Raises DiscoveryError for a broken glob and for a language nobody knows.
        """
        for language in settings.languages:
            if language not in LANGUAGES:
                raise DiscoveryError(f"unknown language {language!r} (known: {', '.join(sorted(LANGUAGES))})")
        return cls(
            include=_user_rules(settings.include, "include", cwd),
            exclude=_user_rules(settings.exclude, "exclude", cwd),
            defaults=rule_set(0, list(_default_rules()) if settings.default_excludes else []),
        )

    def verdict(self, scope: Scope, parts: Sequence[str], is_folder: bool) -> Verdict | None:
        """Why this path stays out, looking at its own name only; None when it is in."""
        if rule := find_in((self.exclude, *scope.own), parts, is_folder):
            return None if rule.glob.negated else (SkipReason.EXCLUDED, str(rule))
        rule = find_in(scope.git, parts, is_folder)
        if rule and not rule.glob.negated:
            return SkipReason.IGNORED, str(rule)
        if rule := self.defaults.find(parts, is_folder):
            return _DEFAULT_REASONS[rule.origin], str(rule)
        return None

    def included(self, parts: Sequence[str], is_folder: bool, inherited: bool) -> bool:
        """Whether `include` lets this path in, given whether it lets in the folder around it."""
        rule = self.include.find(parts, is_folder)
        return inherited if rule is None else not rule.glob.negated


_DEFAULT_REASONS = {
    f"default exclude, {kind}": REASONS.get(kind, SkipReason.EXCLUDED) for kind in DEFAULT_EXCLUDES
}
NOT_INCLUDED: Verdict = (SkipReason.EXCLUDED, "matches no include pattern")


def _user_rules(patterns: Sequence[str], option: str, cwd: Sequence[str]) -> RuleSet:
    return rule_set(0, [rule for pattern in patterns for rule in _user_rule(pattern, option, cwd)])


def _user_rule(pattern: str, option: str, cwd: Sequence[str]) -> Iterator[Rule]:
    try:
        glob = parse_glob(anchor_glob(pattern, cwd))
    except GlobError as error:
        raise DiscoveryError(f"{option}: bad pattern {pattern!r}: {error}") from error
    if glob is None:
        raise DiscoveryError(f"{option}: pattern {pattern!r} is blank or a comment")
    yield Rule(replace(glob, pattern=pattern), option)


def _default_rules() -> Iterator[Rule]:
    for origin, patterns in zip(_DEFAULT_REASONS, DEFAULT_EXCLUDES.values(), strict=True):
        yield from (Rule(glob, origin) for pattern in patterns if (glob := parse_glob(pattern)))
