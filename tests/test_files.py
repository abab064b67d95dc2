"""Writing results: whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vscan.files import OutputError, write_lines, write_text

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes, links and pipes of POSIX")


def test_replaces_a_file_as_it_is(tmp_path: Path):
    file = tmp_path / "report"
    file.write_text("old")
    write_text(file, "n\u00e9w\r\n\udcff")
    assert file.read_bytes() == b"n\xc3\xa9w\r\n\xff"
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_the_mode_is_the_usual_one(tmp_path: Path):
    mask = os.umask(0o027)
    try:
        write_text(tmp_path / "report", "x")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "report").stat().st_mode) == 0o640


def test_a_failure_midway_leaves_the_old_file(tmp_path: Path):
    def lines() -> Iterator[str]:
        yield "new\n" * 100_000
        raise KeyError("midway")

    (tmp_path / "report").write_text("old")
    with pytest.raises(KeyError, match="midway"):
        write_lines(tmp_path / "report", lines())
    assert (tmp_path / "report").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_what_cannot_be_written_is_named(tmp_path: Path):
    with pytest.raises(OutputError, match=r"cannot write .*nowhere/report: No such file"):
        write_text(tmp_path / "nowhere/report", "x")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match=r"cannot write .*folder: Is a directory"):
        write_text(tmp_path / "folder", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_of_a_link_the_target_is_written(tmp_path: Path):
    (tmp_path / "link").symlink_to("target")
    write_text(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "new"


def test_a_device_stays_one():
    """`--output /dev/null`, as root, must not put a file in its place."""
    write_text(Path(os.devnull), "x")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_pipe_is_written_to(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_text(tmp_path / "pipe", "through")
    assert os.read(reader, 100) == b"through"
    os.close(reader)
