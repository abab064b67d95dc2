"""TOML values to the types of ScanSettings, with errors that name the file and the key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args

from vscan.domain import Severity
from vscan.settings import Output, SettingsError


class ConfigError(SettingsError):
    """A config file that cannot be used; the message names the file and the key."""


def typed(path: Path, key: str, value: object, hint: Any) -> Any:
    """The value of `key` in the file `path`, as a field of type `hint` holds it; paths count from the file.

    Raises ConfigError.
    """
    if isinstance(hint, UnionType):
        hint = next(part for part in get_args(hint) if part is not NoneType)
    expected, convert = _TYPES[hint]
    try:
        return convert(value, path.parent)
    except TypeError:
        raise ConfigError(f"{path}: {key!r} must be {expected}, got {_describe(value)}") from None
    except (ValueError, SettingsError) as error:
        raise ConfigError(f"{path}: {key!r}: {error}") from None


def _describe(value: object) -> str:
    for kind, words in _TOML_TYPES:
        if isinstance(value, kind):
            return f"{words} {value!r}" if isinstance(value, (bool, int, float, str)) else words
    return "a date or time"


def _bool(value: object, folder: Path) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _int(value: object, folder: Path) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _float(value: object, folder: Path) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise TypeError
    return float(value)


def _str(value: object, folder: Path) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _path(value: object, folder: Path) -> Path:
    text = _str(value, folder)
    if not text or "\0" in text:
        raise ValueError(f"{text!r} is not a path")
    return folder / text


def _severity(value: object, folder: Path) -> Severity:
    return Severity.parse(_str(value, folder))


def _severities(value: object, folder: Path) -> tuple[tuple[str, Severity], ...]:
    if not isinstance(value, dict):
        raise TypeError
    for name, level in value.items():
        if not isinstance(level, str):
            raise ValueError(f"the severity of {name!r} must be a string, got {_describe(level)}")
    return tuple((name, Severity.parse(level)) for name, level in value.items())


def _strings(value: object, folder: Path) -> tuple[str, ...]:
    return tuple(_str(item, folder) for item in _list(value))


def _paths(value: object, folder: Path) -> tuple[Path, ...]:
    return tuple(_path(item, folder) for item in _list(value))


def _outputs(value: object, folder: Path) -> tuple[Output, ...]:
    texts = [value] if isinstance(value, str) else _list(value)
    return tuple(Output.parse(_str(text, folder), folder) for text in texts)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError
    return value


_TYPES: Mapping[Any, tuple[str, Callable[[object, Path], Any]]] = {
    bool: ("true or false", _bool),
    int: ("an integer", _int),
    float: ("a number", _float),
    str: ("a string", _str),
    Path: ("a string", _path),
    Severity: ("a string", _severity),
    tuple[str, ...]: ("an array of strings", _strings),
    tuple[Path, ...]: ("an array of strings", _paths),
    tuple[tuple[str, Severity], ...]: ("a table of rules and severities", _severities),
    tuple[Output, ...]: ("a string or an array of strings", _outputs),
}
_TOML_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "float"),
    (str, "string"),
    (list, "an array"),
    (dict, "a table"),
)
