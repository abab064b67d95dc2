"""YAML as rule files use it: safe types only, and no key twice in one mapping."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from vscan.rulebook.rule import RuleError

if TYPE_CHECKING:
    from yaml import SafeLoader as FastLoader
else:
    # libyaml where the wheel has it: six times faster.
    FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(FastLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """YAML keeps the last of two equal keys; here the first would be lost without a word."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"duplicate key {key.value!r}", key.start_mark
                )
            if isinstance(key.value, str):
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_mapping(path: Path) -> Mapping[Any, Any]:
    """The file's top-level mapping. Raises RuleError."""
    try:
        values = yaml.load(path.read_bytes(), Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise RuleError(path, f"not valid YAML: {' '.join(str(error).split())}") from None
    if not isinstance(values, dict):
        raise RuleError(path, "not a mapping of keys")
    return values
