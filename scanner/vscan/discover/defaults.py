"""What is left out unless the user says otherwise: gitignore patterns by kind, none with an inner slash.

Kept on purpose, since real projects have their own code there: ``bin``, ``contrib``, ``deps``, ``lib``,
``libs``, ``obj``, ``out``, ``packages``, ``subprojects``, ``target``, ``tests``, ``tools``.
"""

from __future__ import annotations

from collections.abc import Mapping

from vscan.domain import SkipReason

DEFAULT_EXCLUDES: Mapping[str, tuple[str, ...]] = {
    "version control": (".git/", ".hg/", ".svn/", ".bzr/", ".jj/", "_darcs/", "CVS/"),
    "vendored": (
        "third_party/",
        "third-party/",
        "thirdparty/",
        "3rdparty/",
        "3rd_party/",
        "3rd-party/",
        "vendor/",
        "vendored/",
        "_vendor/",
        "external/",
        "extern/",
        "node_modules/",
        "bower_components/",
        "Godeps/",
        "Pods/",
        "Carthage/",
        "site-packages/",
        ".venv/",
        "venv/",
        ".tox/",
        ".nox/",
    ),
    "build output": (
        "build/",
        "_build/",
        "cmake-build-*/",
        "CMakeFiles/",
        "autom4te.cache/",
        "dist/",
        ".libs/",
        ".deps/",
        "__pycache__/",
    ),
    "minified": ("*.min.js", "*.min.cjs", "*.min.mjs", "*.bundle.js"),
    "generated": (
        "*.pb.c",
        "*.pb.cc",
        "*.pb.h",
        "*.pb-c.c",
        "*.pb-c.h",
        "*.pb.go",
        "*_pb2.py",
        "*_pb2_grpc.py",
        "*.tab.c",
        "*.tab.cc",
        "*.tab.cpp",
        "*.tab.h",
        "*.tab.hh",
        "*.tab.hpp",
        "lex.yy.c",
        "lex.yy.cc",
        "moc_*.cpp",
        "qrc_*.cpp",
        "*.designer.cs",
        "*.g.cs",
    ),
}

REASONS: Mapping[str, SkipReason] = {
    "minified": SkipReason.MINIFIED,
    "generated": SkipReason.GENERATED,
}
"""The kinds with a reason of their own; all others are `SkipReason.EXCLUDED`."""
