"""A rule as a page of Markdown: the terminal and the documentation show the same one."""

from __future__ import annotations

from vscan.languages import LANGUAGES
from vscan.rulebook.rule import Rule

_CWE = "https://cwe.mitre.org/data/definitions/{}.html"


def page(rule: Rule) -> str:
    """Title, facts, and the parts of the rule's own documentation."""
    info, text = rule.info, rule.page
    facts = (
        f"`{info.id}`",
        ", ".join(f"[CWE-{number}]({_CWE.format(number)})" for number in info.cwe),
        f"severity {info.severity.label}",
        f"confidence {info.confidence.label}",
        languages(rule),
    )
    parts = (
        f"# {info.title}",
        " · ".join(facts),
        f"> {info.message}",
        f"## What it does\n\n{text.what_it_does}",
        f"## Why this is bad\n\n{text.why_bad}",
        f"## Example\n\n{_code(text.example, rule)}",
        f"## Use instead\n\n{_code(text.use_instead, rule)}",
        "## References\n\n" + "\n".join(f"- {reference}" for reference in text.references),
    )
    return "\n\n".join(parts) + "\n"


def languages(rule: Rule) -> str:
    """The names of its languages, as people write them."""
    return ", ".join(LANGUAGES[name].title for name in rule.languages)


def _code(text: str, rule: Rule) -> str:
    return f"```{rule.languages[0]}\n{text}\n```"
