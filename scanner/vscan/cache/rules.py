"""What a cache keeps of a rule's file, which takes longer to read than all else of an unchanged tree."""

from __future__ import annotations

from dataclasses import astuple

from vscan.cache.folding import UNFIT, fold, unfold
from vscan.domain import Confidence, RuleInfo, Severity


def pack_info(info: RuleInfo) -> bytes:
    return fold(astuple(info))


def unpack_info(packed: bytes, rule: str) -> RuleInfo | None:
    """None for an entry that does not describe that rule."""
    try:
        identifier, title, message, severity, confidence, cwe, page = unfold(packed)
        if identifier != rule or {type(text) for text in (title, message, page)} != {str}:
            raise ValueError("not of this rule")
        if not all(type(number) is int for number in cwe):
            raise ValueError("no weaknesses")
        return RuleInfo(rule, title, message, Severity(severity), Confidence(confidence), tuple(cwe), page)
    except UNFIT:
        return None
