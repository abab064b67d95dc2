"""From bytes to source, and why some bytes are none."""

from __future__ import annotations

import codecs
import io
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vscan.discover import Candidate, decode, read, read_stdin, walk
from vscan.discover.text import generated_by, is_minified
from vscan.domain import Skipped, SkipReason, SourceFile
from vscan.settings import ScanSettings

CODE = "int main(void) {\r\n\treturn 0; /* größer als 1 € */\n}\n"


@pytest.fixture(autouse=True)
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def outcome(name: str, data: bytes, *, named: bool = False, **options: Any) -> SourceFile | Skipped:
    """What becomes of a file, found in a folder or named by the user."""
    Path(name).write_bytes(data)
    settings = ScanSettings(**options)
    (item,) = walk([name if named else "."], settings)
    return read(item, settings) if isinstance(item, Candidate) else item


def text_of(data: bytes) -> str:
    source = outcome("a.c", data)
    assert isinstance(source, SourceFile)
    return source.text


def reason_of(data: bytes, name: str = "a.c", **options: Any) -> SkipReason:
    skipped = outcome(name, data, **options)
    assert isinstance(skipped, Skipped)
    assert skipped.path == name
    return skipped.reason


def test_source():
    assert outcome("a.c", b"int x;\n") == SourceFile("a.c", "c", "int x;\n")
    assert outcome("a.c", b"int x;\n", named=True) == SourceFile("a.c", "c", "int x;\n")


# Encodings


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (b"", "cp1252"),
    ],
)
def test_encodings(mark: bytes, encoding: str):
    assert text_of(mark + CODE.encode(encoding)) == CODE


def test_latin_1_beyond_windows_1252():
    assert text_of(b"/* \x81 \xe9 */ int x;") == "/* \x81 é */ int x;"


def test_broken_utf_8_is_still_scanned():
    assert text_of(b"/* caf\xc3\xa9 \xff */ int x;").endswith("*/ int x;")
    assert text_of(codecs.BOM_UTF8 + b"/* \xff */ int x;").endswith("*/ int x;")
    assert text_of(b"/* \xed\xa0\x80 */ int x;").endswith("*/ int x;")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_are_kept(ends: str):
    code = ends.join(["int x;", "int y;", ""])
    assert text_of(code.encode()) == code


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0",
        b"int x;\0int y;",
        b"\0",
        b"\0" * 64,
        codecs.BOM_UTF16_LE + b"\0\0a\0",
        b"GIF89a\x01\0\x01\0\x80\0\0",
    ],
)
def test_binaries(data: bytes):
    assert decode(data) is None
    assert reason_of(data) is SkipReason.BINARY


@given(st.binary() | st.binary().map(lambda b: codecs.BOM_UTF16_LE + b) | st.binary().map(lambda b: b * 50))
def test_decoding_never_raises(data: bytes):
    text = decode(data)
    assert text is None or "\0" not in text
    if b"\0" not in data and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        assert text is not None


@given(st.text(st.characters(exclude_characters="\0\ufeff", exclude_categories=["Cs"])))
def test_utf_8_round_trip(text: str):
    assert decode(text.encode()) == text
    assert decode(codecs.BOM_UTF8 + text.encode()) == text
    assert decode(codecs.BOM_UTF32_BE + text.encode("utf-32-be")) == text


@given(st.text(st.characters(max_codepoint=126, min_codepoint=9), min_size=1))
def test_ascii_in_utf_16_needs_no_mark(text: str):
    assert decode(text.encode("utf-16-le")) == text
    assert decode(text.encode("utf-16-be")) == text


# Size


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", codecs.BOM_UTF8])
def test_empty(data: bytes):
    assert reason_of(data) is SkipReason.EMPTY


def test_too_large():
    assert isinstance(outcome("a.c", b"x" * 1000, max_file_bytes=1000), SourceFile)
    skipped = outcome("a.c", b"x" * 1001, max_file_bytes=1000)
    assert skipped == Skipped("a.c", SkipReason.TOO_LARGE, "1,001 bytes, limit 1,000")
    assert reason_of(b"x" * 1001, named=True, max_file_bytes=1000) is SkipReason.TOO_LARGE


# Trouble between the walk and the reading


def found(name: str = "a.c") -> Candidate:
    Path(name).write_text("int x;\n")
    (item,) = walk([name], ScanSettings())
    assert isinstance(item, Candidate)
    return item


def read_in_time(candidate: Candidate) -> list[SourceFile | Skipped]:
    """What `read` returns; nothing when it hangs."""
    results: list[SourceFile | Skipped] = []
    thread = threading.Thread(target=lambda: results.append(read(candidate, ScanSettings())), daemon=True)
    thread.start()
    thread.join(10)
    return results


def test_a_file_that_vanishes():
    candidate = found()
    Path("a.c").unlink()
    expected = Skipped("a.c", SkipReason.UNREADABLE, "No such file or directory")
    assert read(candidate, ScanSettings()) == expected


def test_a_forbidden_file():
    candidate = found()
    Path("a.c").chmod(0)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)  # root may read everything
    try:
        skipped = read(candidate, ScanSettings())
    finally:
        if is_root:
            os.seteuid(0)
    assert skipped == Skipped("a.c", SkipReason.UNREADABLE, "Permission denied")


def test_a_file_that_grows():
    candidate = found()
    Path("a.c").write_text("int y;\n" * 100)
    skipped = read(candidate, ScanSettings(max_file_bytes=100))
    assert skipped == Skipped("a.c", SkipReason.TOO_LARGE, "700 bytes, limit 100")


def test_a_file_that_becomes_a_symlink():
    candidate = found()
    Path("a.c").rename("b.c")
    Path("a.c").symlink_to("b.c")
    assert read(candidate, ScanSettings()) == Skipped("a.c", SkipReason.NOT_REGULAR, "a symlink")


def test_a_file_that_becomes_a_fifo():
    candidate = found()
    Path("a.c").unlink()
    os.mkfifo("a.c")
    assert read_in_time(candidate) == [Skipped("a.c", SkipReason.NOT_REGULAR, "a FIFO")]


def test_a_fifo_put_there_after_the_check(monkeypatch: pytest.MonkeyPatch):
    candidate = found()
    regular = os.lstat("a.c")
    Path("a.c").unlink()
    os.mkfifo("a.c")
    monkeypatch.setattr("vscan.discover.regular.os.lstat", lambda path: regular)
    assert read_in_time(candidate) == [Skipped("a.c", SkipReason.NOT_REGULAR, "a FIFO")]


# Languages


def test_languages_restrict():
    assert isinstance(outcome("a.c", b"int x;\n", languages=("c",)), SourceFile)
    skipped = outcome("a.c", b"int x;\n", languages=("cpp",))
    assert skipped == Skipped("a.c", SkipReason.EXCLUDED, "c is not among the chosen languages")


def test_a_header_is_judged_by_its_text():
    assert outcome("a.h", b"class A { int x; };\n") == SourceFile("a.h", "cpp", "class A { int x; };\n")
    assert reason_of(b"class A { int x; };\n", "a.h", languages=("c",)) is SkipReason.EXCLUDED


def test_an_unknown_language():
    assert reason_of(b"hello", "README", named=True) is SkipReason.UNSUPPORTED


# Minified and generated


def test_minified():
    assert reason_of(b"int x;" * 400) is SkipReason.MINIFIED
    assert isinstance(outcome("a.c", b"int x;" * 400, named=True), SourceFile)
    assert isinstance(outcome("a.c", b"int x;" * 400, default_excludes=False), SourceFile)
    assert reason_of(b"int x;" * 400, named=True, force_exclude=True) is SkipReason.MINIFIED


def test_one_long_line_among_code_is_not_minified():
    table = "int t[] = {" + "1," * 1000 + "};\n"
    assert is_minified(table)
    assert not is_minified(table + "int f(void) { return 1; }\n" * 100)
    assert not is_minified("x" * 1000)


GENERATED = [
    "/* A Bison parser, made by GNU Bison 3.8.2.  */",
    "/* original parser id follows */\n/* yysccsid[] */",
    "\n#line 2 \"lex.yy.c\"\n\n#define  YY_INT_ALIGNED short int",
    "#line 3 \"scan.l\"",
    "/* A lexical scanner generated by flex */",
    "/* Generated by re2c 3.0 */",
    "// Generated by the protocol buffer compiler.  DO NOT EDIT!\n// source: a.proto",
    "/* ANSI-C code produced by gperf version 3.1 */",
    "/*\n * Please do not edit this file.\n * It was generated using rpcgen.\n */",
    "/* config.h.  Generated from config.h.in by configure.  */",
    "/* This file was automatically generated by SWIG (https://www.swig.org). */",
    "/* Generated by Cython 3.0.0 */",
    "// Code generated by protoc-gen-go. DO NOT EDIT.",
    "/**\n * Autogenerated by Thrift Compiler (0.19.0)\n */",
    "// automatically generated by the FlatBuffers compiler, do not modify",
    "/****\n** Meta object code from reading C++ file 'a.h'\n**/",
    "/* SPDX-License-Identifier: MIT */\n\n/*\n * @generated by x\n */",
    "/* DO NOT EDIT */",
    "// DO NOT MODIFY THIS FILE!",
    "/*\n * Generated by util/mkerr.pl DO NOT EDIT\n * Copyright 1995-2021 The Authors\n */",
    "/* Automatically generated file, do not edit! */",
    "/* WARNING! All changes made in this file will be lost!\n * generated by uic */",
    "#!/usr/bin/env python\n# This file is generated by make_tables.py",
    "#ifndef A_H\n#define A_H\n/* Machine generated file: DO NOT EDIT */",
]  # fmt: skip


@pytest.mark.parametrize("header", GENERATED)
def test_generated(header: str):
    text = header + "\nint x;\n"
    assert generated_by(text)
    assert generated_by(text.replace("\n", "\r\n"))
    assert reason_of(text.encode()) is SkipReason.GENERATED


WRITTEN = [
    "/* Parses files generated by flex and bison. */",
    "/*\n * The tables below are\n * generated by mktables, the code is not.\n */",
    "/* DO NOT EDIT the table below without running the tests. */",
    "/* Do not edit this in Visual Studio: tabs. */",
    "/* Reads the @generated_name of a file, or `@generated` marks */",
    "/* mail@generated.example.org */",
    "// The bottom of this file is generated on demand",
    "/* This function is called when code is generated. */",
    "/* Certificates are automatically\n * generated on first use. */",
    "int x;\n/* Generated by bison */",
    'const char *header = "/* Generated by us. DO NOT EDIT */";',
    'puts("// Code generated by gen. DO NOT EDIT.");',
    "#include <stdio.h>\n#line 12\nint main(void);",
    "/* " + "licence text\n" * 400 + " */\n/* Generated by bison */",
    "",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_not_generated(text: str):
    assert generated_by(text) == ""


def test_generated_says_which_line_and_can_be_overruled():
    data = b"/*\n * Generated by gen.py, do not edit.\n */\nint x;\n"
    skipped = outcome("a.c", data)
    assert skipped == Skipped("a.c", SkipReason.GENERATED, "Generated by gen.py, do not edit")
    assert isinstance(outcome("a.c", data, named=True), SourceFile)
    assert isinstance(outcome("a.c", data, default_excludes=False), SourceFile)


@pytest.mark.parametrize(
    "piece", ["\n", "*", ".", "a.c ", "this a b c ", "changes a ", "/*", "//\n", "/**/", " "]
)
def test_hostile_headers_are_cheap(piece: str):
    start = time.perf_counter()
    generated_by(piece * 100_000)
    generated_by("/*" + piece * 100_000)
    is_minified(piece * 100_000)
    assert time.perf_counter() - start < 1


# Standard input


def test_stdin():
    source = read_stdin("src/a.c", ScanSettings(), io.BytesIO(CODE.encode("utf-16")))
    assert source == SourceFile("src/a.c", "c", CODE, exact=False)


def test_stdin_is_read_from_the_process(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"int x;\n")))
    assert read_stdin("a.c", ScanSettings()) == SourceFile("a.c", "c", "int x;\n")


def test_stdin_is_skipped_like_a_named_file():
    def reason(name: str, data: bytes, **options: Any) -> SkipReason | None:
        skipped = read_stdin(name, ScanSettings(**options), io.BytesIO(data))
        return skipped.reason if isinstance(skipped, Skipped) else None

    assert reason("a.c", b"x" * 11, max_file_bytes=10) is SkipReason.TOO_LARGE
    assert reason("a.c", b"x" * 10, max_file_bytes=10) is None
    assert reason("a.c", b"\0") is SkipReason.BINARY
    assert reason("a.c", b"") is SkipReason.EMPTY
    assert reason("a.txt", b"x") is SkipReason.UNSUPPORTED
    assert reason("vendor/a.c", b"x") is None
    assert reason("vendor/a.c", b"x", force_exclude=True) is SkipReason.EXCLUDED
    assert reason("a.c", b"/* DO NOT EDIT */\nint x;") is None
    assert reason("a.c", b"/* DO NOT EDIT */\nint x;", force_exclude=True) is SkipReason.GENERATED
