"""What the tests of the pipeline and the command line share."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import models
from checkout import ROOT, commit_copy
from vscan.cli import main
from vscan.domain import ScanReport
from vscan.scan import scan
from vscan.settings import ScanSettings


def pytest_configure() -> None:
    """Many tests start Python: what it compiles once may stay, whatever the machine says."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model directory; to be copied before it is changed."""
    return models.build(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this repository that installs quickly; not to be changed."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    return commit_copy(tmp_path_factory.mktemp("vscan"))


@pytest.fixture(scope="session", autouse=True)
def _cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Not that of who runs them."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("VSCAN_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and no settings from outside."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("VSCAN_DEBUG", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VSCAN_CACHE_DIR", str(tmp_path / "cache"))
    return folder


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ended]
Scan = Callable[..., ScanReport]


@pytest.fixture
def run(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `vscan` with these arguments, in this process."""

    def runner(*args: object, stdin: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "argv", ["vscan", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        return Ended(int(ended.value.code or 0), *capsys.readouterr())

    return runner


@pytest.fixture
def scanned(here: Path, model: Path) -> Scan:
    """The report on the current folder, without a cache unless the settings have one."""

    def scanner(*paths: str, **settings: Any) -> ScanReport:
        chosen = {"model": model, "jobs": 1, "cache": "cache_dir" in settings, **settings}
        return scan([Path(path) for path in paths or (".",)], ScanSettings(**chosen))

    return scanner
