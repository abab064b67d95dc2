"""Writes docs/rules/: a page for each built-in rule, and their index.

python docs/rule_pages.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vscan.rulebook import Rule, Rulebook, builtin_rules
from vscan.rulebook.page import languages, page

PAGES = Path(__file__).parent / "rules"
INDEX = "README.md"


def pages() -> dict[str, str]:
    """File name -> Markdown: what docs/rules/ must hold, no more and no less."""
    rules = Rulebook.load([builtin_rules()]).rules
    written = {f"{rule_id}.md": page(rule) + _files(rule_id) for rule_id, rule in rules.items()}
    return {**written, INDEX: "\n".join(_index(list(rules.values()))) + "\n"}


def _files(rule_id: str) -> str:
    """Links to the two files that make the rule."""
    rule = next(builtin_rules().glob(f"*/{rule_id}.yml"))
    sample = next(path for path in sorted(rule.parent.glob(f"{rule_id}.*")) if path != rule)
    folder = f"../../rules/{rule.parent.name}"
    links = (
        f"[the rule]({folder}/{rule.name})",
        f"[its sample]({folder}/{sample.name})",
        f"[all rules]({INDEX})",
    )
    return f"\n---\n\n{' · '.join(links)}\n"


def _index(rules: list[Rule]) -> Iterator[str]:
    yield "# The built-in rules"
    yield ""
    yield "<!-- Written by `python docs/rule_pages.py`; change the rules, not this page. -->"
    yield ""
    yield "A page a rule. [How rules work](../rules.md) tells how to add one."
    for group in sorted({rule.languages for rule in rules}):
        some = [rule for rule in rules if rule.languages == group]
        yield from ("", f"## {languages(some[0])}", "")
        yield from ("| rule | finds | CWE | severity | confidence |", "| --- | --- | --- | --- | --- |")
        yield from map(_row, some)


def _row(rule: Rule) -> str:
    info = rule.info
    cwe = ", ".join(map(str, info.cwe))
    link = f"[`{info.id}`]({info.id}.md)"
    return f"| {link} | {info.title} | {cwe} | {info.severity.label} | {info.confidence.label} |"


def main() -> None:
    wanted = pages()
    PAGES.mkdir(exist_ok=True)
    for stale in {path.name for path in PAGES.glob("*.md")} - set(wanted):
        (PAGES / stale).unlink()
    for name, text in wanted.items():
        (PAGES / name).write_text(text, encoding="utf-8")
    print(f"{len(wanted)} pages in {PAGES}")


if __name__ == "__main__":
    main()
