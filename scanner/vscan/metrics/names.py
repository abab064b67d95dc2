"""What the name of a called function says about the call.

Library functions are listed; project wrappers (av_malloc, OPENSSL_memcpy, copy_from_user) are told by
the shape of their names.
"""

from __future__ import annotations

import functools
import re

_DANGEROUS = re.compile(
    r"""_*(builtin_)?(
      (str|stp|wcs|wcp|_?mbs|_?tcs|lstr)(cpy|cat)[aw]? | v?sprintf | _?gett?s | _?getw[ds]
    | v?[fsw]*scanf | alloca | system | popen | exec[lv][pe]*
    | strdupa | mktemp | tmpnam(_r)? | tempnam | wsprintf[aw]? | strccpy | strcadd | streadd | strecpy
    )""",
    re.VERBOSE,
)
_MEMORY = re.compile(
    r"""mem(p?cpy|move|set|ccpy|zero|cpy_s|move_s|set_s)(16|32|64|_s)? $ | (copy|move|fill|zero)_?memory
    | (^|_)(str|stp|wcs)n(cpy|cat) | strl(cpy|cat)f? | (str|wcs)(cpy|cat)_s | (^|_)b(copy|zero)$
    | v?sn[wt]?printf(_s)?$ | v?swprintf(_s)?$ | v?sprintf_s$
    | (copy|get|put)_(from|to|in|out)?_?user | copy(in|out)(str)?$ | (^|_)x?memn?cpy""",
    re.VERBOSE,
)
_FREE = re.compile(r"free(?!ze|type|form|dom|list)|dealloc|destroy|unref|release")
_ALLOCATION = re.compile(
    r"alloc(?!ated|ation|a$)|(^|_)x?(str|wcs|mem|kmem|kstr)n?dup|v?asprintf|strdup|memdup|(^|_)new\d?$|_dup$"
)
_CHECK = re.compile(r"assert|check|(?<!in)valid|invalid(?!at)|verif|ensure|sanit|bug_on|warn_on|require")
_MACRO = re.compile(r"[A-Z][A-Z0-9_]+")
_CAST = re.compile(r"(static|dynamic|const|reinterpret)_cast")


@functools.lru_cache(maxsize=8192)
def kinds_of_call(name: str) -> tuple[str, ...]:
    """The metrics that a call of `name` adds to; only `casts` for a C++ cast, which is no call."""
    if _CAST.fullmatch(name):
        return ("casts",)
    kind = _kind(name.lower())
    macro = ("macro_calls",) if _MACRO.fullmatch(name) else ()
    return ("calls", *kind, *macro)


def _kind(lower: str) -> tuple[str, ...]:
    if _DANGEROUS.fullmatch(lower):
        return ("dangerous_calls",)
    for pattern, kind in (
        (_MEMORY, "memory_calls"),
        (_FREE, "frees"),
        (_ALLOCATION, "allocations"),
        (_CHECK, "checking_calls"),
    ):
        if pattern.search(lower):
            return (kind,)
    return ()
