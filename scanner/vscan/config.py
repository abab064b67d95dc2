"""Settings from `vscan.toml`, `.vscan.toml` or `[tool.vscan]` of `pyproject.toml`.

A file that is found by searching may belong to a hostile tree, so it cannot set what writes files,
loads a model or uses up the machine; a file that the user names may set everything.
"""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_type_hints

from vscan.config_values import ConfigError, typed
from vscan.globs import anchor_glob
from vscan.settings import ALTERNATIVES, ScanSettings, SettingsError, option_name

TRUSTED_ONLY = frozenset({"cache_dir", "file_timeout", "jobs", "memory_limit", "model", "output"})
"""Fields that only a config file named by the user may set."""

__all__ = ["TRUSTED_ONLY", "Config", "ConfigError", "find_config", "load_config", "merge"]

_NAMES = ("vscan.toml", ".vscan.toml")
_PYPROJECT = "pyproject.toml"
_MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Config:
    """The fields a config file sets, by their names in ScanSettings. Empty: no config."""

    path: Path | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def load_config(start: Path, explicit: Path | None = None) -> Config:
    """The config named by the user, or else the nearest from `start` up to the git root.

    Raises ConfigError.
    """
    if explicit is not None:
        return _load(explicit, trusted=True)
    found = find_config(start)
    return Config() if found is None else _load(found, trusted=False)


def find_config(start: Path) -> Path | None:
    """The nearest config file from `start` upwards; the git root is the last folder looked at.

    Raises ConfigError when one folder holds two.
    """
    place = start.resolve()
    folders = [place, *place.parents] if place.is_dir() else list(place.parents)
    for folder in folders:
        here = [folder / name for name in _NAMES if (folder / name).is_file()]
        here += [path for path in [folder / _PYPROJECT] if path.is_file() and _has_section(path)]
        if len(here) > 1:
            raise ConfigError(f"{folder}: two configs, {' and '.join(path.name for path in here)}: keep one")
        if here:
            return here[0]
        if os.path.lexists(folder / ".git"):
            return None
    return None


def merge(flags: Mapping[str, object], config: Config | None = None) -> ScanSettings:
    """The settings of a run: a flag wins over the config, the config over the default. A flag also wins
    over its alternatives in the config.

    `flags` maps field names of ScanSettings; None and () mean that the flag was not given.
    Raises SettingsError.
    """
    given = {name: value for name, value in flags.items() if value is not None and value != ()}
    beaten = {name for names in ALTERNATIVES if given.keys() & set(names) for name in names}
    kept = {name: value for name, value in config.values.items() if name not in beaten} if config else {}
    return ScanSettings(**{**kept, **given})


def _load(path: Path, *, trusted: bool) -> Config:
    table = _table(path)
    hints = get_type_hints(ScanSettings)
    keys = {option_name(f.name): f.name for f in dataclasses.fields(ScanSettings)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in keys:
            raise ConfigError(f"{path}: unknown key {key!r}{_nearest(key, list(keys))}")
        name = keys[key]
        if name in TRUSTED_ONLY and not trusted:
            raise ConfigError(
                f"{path}: {key!r} is only allowed on the command line or in a file given with --config"
            )
        values[name] = typed(path, key, value, hints[name])
    _check_places(path, values, trusted)
    try:
        ScanSettings(**values)
    except SettingsError as error:
        raise ConfigError(f"{path}: {error}") from error
    return Config(path, values | _anchored(values, path))


def _check_places(path: Path, values: Mapping[str, Any], trusted: bool) -> None:
    """A config that was found may only bring rules and a baseline of its own tree."""
    home = path.parent.resolve()
    baseline = values.get("baseline")
    places = [("rules", folder) for folder in values.get("rules", ())]
    for key, place in [*places, *([("baseline", baseline)] if baseline else [])]:
        if not trusted and not place.resolve().is_relative_to(home):
            raise ConfigError(f"{path}: {key!r} leads out of {home}: {place}")


def _anchored(values: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Globs are written from the config's folder, and matched from the current one."""
    way = os.path.relpath(path.parent.resolve())
    names = [name for name in ("include", "exclude") if name in values and way != "."]
    parts = Path(way).parts
    return {name: tuple(anchor_glob(glob, parts) for glob in values[name]) for name in names}


def _table(path: Path) -> Mapping[str, Any]:
    document = _parse(path, _content(path))
    if path.name != _PYPROJECT:
        return document
    section = _section(document)
    if not isinstance(section, dict):
        raise ConfigError(f"{path}: no [tool.vscan] table")
    return section


def _has_section(path: Path) -> bool:
    """A pyproject.toml that does not even mention vscan may be as broken as it likes."""
    content = _content(path)
    return b"vscan" in content and _section(_parse(path, content)) is not None


def _section(document: Mapping[str, Any]) -> Any:
    tool = document.get("tool")
    return tool.get("vscan") if isinstance(tool, dict) else None


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise ConfigError(f"{path}: not a file")
        with path.open("rb") as stream:
            content = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    if len(content) > _MAX_BYTES:
        raise ConfigError(f"{path}: larger than {_MAX_BYTES:,} bytes")
    return content


def _parse(path: Path, content: bytes) -> Mapping[str, Any]:
    if sys.version_info >= (3, 11):  # where there is a config at all
        import tomllib
    else:
        import tomli as tomllib
    try:
        document: dict[str, Any] = tomllib.loads(content.decode("utf-8"))
    except RecursionError as error:
        raise ConfigError(f"{path}: nested too deeply") from error
    except ValueError as error:  # of the decoder or of TOML
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    return document


def _nearest(key: str, known: Sequence[str]) -> str:
    import difflib  # for an error alone

    nearest = difflib.get_close_matches(key.replace("_", "-"), known, n=1, cutoff=0.5)
    return f" (did you mean {nearest[0]!r}?)" if nearest else ""
