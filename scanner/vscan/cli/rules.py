"""`vscan rules`: their list, and `vscan rules test`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vscan.cli.options import debug_option, rules_option

if TYPE_CHECKING:
    from vscan.domain import RuleInfo
    from vscan.rulebook.samples import SampleCheck

WIDE = 120


class Weakness(click.ParamType[int]):
    """`787` or `CWE-787`."""

    name = "weakness"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        number = str(value).upper().removeprefix("CWE-")
        return int(number) if number.isdecimal() else self.fail(f"{value!r} is no CWE's number", param, ctx)


class _Rules(click.Group):
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """With a hint for who meant the verb next door."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            hint = f"{error.format_message()} `vscan rule {args[0]}` shows a rule."
            raise click.UsageError(hint, ctx) from None


@click.group(cls=_Rules, invoke_without_command=True)
@rules_option
@click.option("--language", metavar="NAME", help="Only the rules for this language.")
@click.option("--cwe", type=Weakness(), metavar="N", help="Only the rules for this weakness.")
@debug_option
@click.pass_context
def rules(context: click.Context, folders: tuple[Path, ...], language: str | None, cwe: int | None) -> None:
    """List the rules, or test them; `vscan rule ID` shows the page of one."""
    if context.invoked_subcommand:
        return
    from vscan.languages import LANGUAGES
    from vscan.rulebook import Rulebook, builtin_rules
    from vscan.rulebook.rule import nearest

    if language is not None and language not in LANGUAGES:
        raise click.UsageError(f"unknown language {language!r}; {nearest(language, LANGUAGES)}")
    chosen = [
        rule
        for rule in Rulebook.load([builtin_rules(), *folders]).rules.values()
        if (language is None or language in rule.languages) and (cwe is None or cwe in rule.info.cwe)
    ]
    if not chosen:
        click.echo("no rule matches")
        return
    _draw(rule.info for rule in chosen)
    weaknesses = len({number for rule in chosen for number in rule.info.cwe})
    click.echo(f"\n{len(chosen)} rules over {weaknesses} weaknesses; `vscan rule ID` shows one")


def _draw(rules: Iterable[RuleInfo]) -> None:
    """Ids are never cut, since one has to type them; a narrow terminal sees less of the rest."""
    import sys

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else WIDE)
    table = Table(box=None, pad_edge=False)
    narrow = console.width < 110
    for name in ("rule", "CWE", "severity", *([] if narrow else ["confidence"])):
        table.add_column(name, no_wrap=True)
    table.add_column("what it finds")
    for info in rules:
        weaknesses = ", ".join(map(str, info.cwe[:1] if narrow else info.cwe))
        levels = [info.severity.label, *([] if narrow else [info.confidence.label])]
        table.add_row(*map(Text, (info.id, weaknesses, *levels, info.title)))
    console.print(table)


@rules.command("test")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar="[DIR]...")
@debug_option
def test_rules(folders: tuple[Path, ...]) -> int:
    """Check rules against the annotated samples beside them: the built-in ones, or those in DIR.

    A sample's `// ruleid: ID` says that the next line must match, `// ok: ID` that it must not; Python
    has `#` for `//`. Exit codes: 0 all agree, 1 a sample does not, 2 a rule cannot be used.
    """
    from vscan.extract import extract
    from vscan.rulebook import builtin_rules
    from vscan.rulebook.samples import check_samples

    checks = list(check_samples(folders or [builtin_rules()], extract))
    failed = [check for check in checks if check.problems]
    for check in failed:
        click.secho(f"{check.path} ({check.language})", bold=True)
        for problem in check.problems:
            click.echo(f"  {problem}")
    click.echo(_verdict(checks, failed))
    return 1 if failed or not checks else 0


def _verdict(checks: Sequence[SampleCheck], failed: Sequence[SampleCheck]) -> str:
    """The last line of the report."""
    tested, wrong = ({check.rule_id for check in some} for some in (checks, failed))
    if not tested:
        return "no rules found: they are <language>/<id>.yml below DIR"
    named = f"{len(tested)} rule{'s' * (len(tested) != 1)}"
    if wrong:
        return f"{len(wrong)} of {named} failed: {', '.join(sorted(wrong))}"
    matches, misses = (sum(getattr(check, name) for check in checks) for name in ("matches", "misses"))
    return f"{named} passed: {matches:,} marked lines match, {misses:,} near misses do not"
