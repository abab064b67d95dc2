"""What functions of the C library, and allocators named like them, do to memory."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _told_by(pattern: str, flags: int = 0) -> Callable[[str], bool]:
    """Does the name match? A program calls by the same names again and again."""
    found = re.compile(pattern, flags).search
    return lru_cache(maxsize=4096)(lambda name: found(name) is not None)


LIMITS: dict[str, int] = {
    "CHAR_MAX": 127, "CHAR_MIN": -128, "SCHAR_MAX": 127, "SCHAR_MIN": -128, "UCHAR_MAX": 255,
    "SHRT_MAX": 32767, "SHRT_MIN": -32768, "USHRT_MAX": 65535,
    "INT_MAX": 2**31 - 1, "INT_MIN": -(2**31), "UINT_MAX": 2**32 - 1,
    "LONG_MAX": 2**63 - 1, "LONG_MIN": -(2**63), "ULONG_MAX": 2**64 - 1,
    "LLONG_MAX": 2**63 - 1, "LLONG_MIN": -(2**63), "ULLONG_MAX": 2**64 - 1,
    "INT8_MAX": 127, "INT16_MAX": 32767, "INT32_MAX": 2**31 - 1, "INT64_MAX": 2**63 - 1,
    "SIZE_MAX": 2**64 - 1, "RAND_MAX": 2**31 - 1, "EOF": -1, "TRUE": 1, "FALSE": 0,
    "STDIN_FILENO": 0, "STDOUT_FILENO": 1, "STDERR_FILENO": 2, "INVALID_SOCKET": -1,
}  # fmt: skip

# Allocator -> which arguments multiply to the size, and what must release it.
ALLOCATORS: dict[str, tuple[tuple[int, ...], str]] = {
    "malloc": ((0,), "free"),
    "calloc": ((0, 1), "free"),
    "realloc": ((1,), "free"),
    "reallocarray": ((1, 2), "free"),
    "valloc": ((0,), "free"),
    "aligned_alloc": ((1,), "free"),
    "strdup": ((), "free"),
    "strndup": ((), "free"),
    "wcsdup": ((), "free"),
    "kmalloc": ((0,), "kfree"),
    "kzalloc": ((0,), "kfree"),
    "kcalloc": ((0, 1), "kfree"),
    "vmalloc": ((0,), "vfree"),
    "av_malloc": ((0,), "av_free"),
    "av_mallocz": ((0,), "av_free"),
    "xmlMalloc": ((0,), "xmlFree"),
    "xmlRealloc": ((1,), "xmlFree"),
    "OPENSSL_malloc": ((0,), "OPENSSL_free"),
}
ZEROED = frozenset({"calloc", "kzalloc", "kcalloc", "av_mallocz"})
DUPLICATES = {"strdup": 1, "strndup": 1, "wcsdup": 4}
REALLOCATES = frozenset({"realloc", "reallocarray", "xmlRealloc"})
STACK_ALLOCATORS = frozenset({"alloca", "_alloca", "__builtin_alloca", "g_alloca"})
# Opener -> what must close it.
OPENERS = {"fopen": "fclose", "fdopen": "fclose", "tmpfile": "fclose", "freopen": "fclose", "popen": "pclose",
           "opendir": "closedir"}  # fmt: skip
DESCRIPTORS = {"open": "close", "creat": "close", "openat": "close", "socket": "close", "accept": "close",
               "dup": "close", "mkstemp": "close"}  # fmt: skip
RELEASERS: dict[str, str] = {
    name: name
    for name in _words("free kfree vfree av_free xmlFree OPENSSL_free g_free fclose pclose closedir close")
}
RELEASERS |= {"kvfree": "kfree", "cfree": "free", "closesocket": "close"}

# Function -> (destination, source, length, bytes of a unit).
COPIES = {"memcpy": (0, 1, 2, 1), "memmove": (0, 1, 2, 1), "wmemcpy": (0, 1, 2, 4), "wmemmove": (0, 1, 2, 4),
          "bcopy": (1, 0, 2, 1)}  # fmt: skip
STRING_COPIES = {"strcpy": 1, "stpcpy": 1, "wcscpy": 4}
BOUNDED_COPIES = {"strncpy": 1, "wcsncpy": 4}
APPENDS = {"strcat": 1, "wcscat": 4}
BOUNDED_APPENDS = {"strncat": 1, "wcsncat": 4}
FILLS = {"memset": 1, "wmemset": 4}
FORMATS = {"snprintf": 1, "vsnprintf": 1, "swprintf": 4}
LENGTHS = {"strlen": 1, "wcslen": 4}
# Function -> (destination, lengths to multiply, bytes of a unit, reads a string).
INPUTS: dict[str, tuple[int, tuple[int, ...], int, bool]] = {
    "fgets": (0, (1,), 1, True),
    "fgetws": (0, (1,), 4, True),
    "fread": (0, (1, 2), 1, False),
    "read": (1, (2,), 1, False),
    "pread": (1, (2,), 1, False),
    "recv": (1, (2,), 1, False),
    "recvfrom": (1, (2,), 1, False),
}
# Function -> (source, lengths to multiply).
OUTPUTS = {"write": (1, (2,)), "send": (1, (2,)), "sendto": (1, (2,)), "fwrite": (0, (1, 2)),
           "memcmp": (0, (2,)), "memchr": (0, (2,))}  # fmt: skip
# Functions that read a string to its end -> which arguments.
STRING_READERS = {
    "puts": (0,),
    "fputs": (0,),
    "strcmp": (0, 1),
    "strchr": (0,),
    "strstr": (0, 1),
    "atoi": (0,),
}
# What outsiders choose -> bytes of the result, whether it is signed.
PARSERS = {"atoi": (4, True), "rand": (4, True)}
PARSERS |= dict.fromkeys(("atol", "atoll", "strtol", "strtoll", "random"), (8, True))
PARSERS |= dict.fromkeys(("strtoul", "strtoull"), (8, False))
RANDOM = frozenset({"rand", "random"})
TAINTED_STRINGS = frozenset({"getenv", "secure_getenv"})
SCANNERS = {"scanf": 1, "fscanf": 2, "sscanf": 2}
NO_RETURN = frozenset(
    {"exit", "_exit", "_Exit", "abort", "longjmp", "siglongjmp", "err", "errx", "pthread_exit", "quick_exit",
     "__builtin_unreachable", "__builtin_trap"}
)  # fmt: skip
# By their names these do not come back.
leaves = _told_by(
    r"^\w*(?<![a-z])(fatal|die|panic|bail|croak|throw)(?![a-z])|^(\w+_)?(exit|abort)$|^usage$"
    r"|^(Fatal|Throw|Panic|Die)(?![a-z])"
)
# By their names these look whether their arguments are good, and leave the program where not.
checks = _told_by(r"check|chk|assert|verify|require|ensure|(?<![a-z])oom(?![a-z])", re.I)
# The program goes on where the condition given to these holds; with those that refuse, where it does not.
_REFUSES = r"^([A-Z_]*BUG_ON|(PANIC|DIE|ABORT|FATAL)_IF)$"
refuses = _told_by(_REFUSES)
states = _told_by(rf"^(assert|g_assert|g_return_if_fail|_?[A-Z]*ASSERT[A-Z_]*)$|{_REFUSES}")

# Function -> which arguments are sizes.
SIZES: dict[str, tuple[int, ...]] = {
    **{name: lengths for name, (_, lengths, _, _) in INPUTS.items()},
    **{name: lengths for name, (_, lengths) in OUTPUTS.items()},
    **{name: (length,) for name, (_, _, length, _) in COPIES.items()},
    **{name: factors for name, (factors, _) in ALLOCATORS.items()},
    **dict.fromkeys((*BOUNDED_COPIES, *BOUNDED_APPENDS, *FILLS, "strncmp"), (2,)),
    **dict.fromkeys(FORMATS, (1,)),
    "alloca": (0,),
}
# Function -> which arguments tell it what to run, open or print.
SINKS: dict[str, tuple[str, tuple[int, ...]]] = {
    **dict.fromkeys(_words("system popen"), ("tainted-command", (0,))),
    **dict.fromkeys(_words("execl execlp execle execv execvp execve"), ("tainted-command", (0, 1, 2, 3, 4))),
    **dict.fromkeys(_words("fopen open freopen opendir unlink remove mkdir"), ("tainted-path", (0,))),
    **dict.fromkeys(_words("rmdir chmod chown"), ("tainted-path", (0,))),
    **dict.fromkeys(_words("printf vprintf"), ("tainted-format", (0,))),
    **dict.fromkeys(_words("fprintf vfprintf sprintf vsprintf syslog"), ("tainted-format", (1,))),
    **dict.fromkeys(_words("snprintf vsnprintf swprintf"), ("tainted-format", (2,))),
    "rename": ("tainted-path", (0, 1)),
}
# Looking into a text for something: what passes is what was allowed.
CHECKS = _words("strchr strrchr strstr strpbrk strspn strcspn strcmp strncmp strcasecmp strncasecmp regexec")

# Macros that, by their names, may leave the function.
may_leave = _told_by(r"^(?=[A-Z0-9_]+$).*(ERR|FAIL|RET(URN|_)|THROW|ABORT|BAIL|DIE|PANIC|FATAL|GOTO|EXIT)")

# Known to leave what they are given as it is.
QUIET = _words(
    """printf fprintf wprintf puts fputs fputc putchar putc fflush perror strcmp strncmp strcasecmp srand
    strncasecmp strchr strrchr strstr memcmp memchr isdigit isalpha isspace toupper tolower abs labs sqrt
    time fseek ftell rewind feof ferror clearerr fileno fstat lseek ftruncate fsync flock fcntl ioctl
    select sleep usleep write send sendto fwrite strlen wcslen atoi atol atof strtol strtoul strtod getc
    fgetc ungetc remove rename unlink access chmod chown stat lstat mkdir rmdir bind listen connect
    shutdown setsockopt getsockopt htons htonl ntohs ntohl vprintf vfprintf printk syslog exp log pow
    floor ceil fabs wcscmp wcschr wcsstr setvbuf rand random system"""
)
# Of these, those that store in what they are given.
STORES = _words("fstat stat lstat ioctl fcntl select getsockopt")
# In capitals, too: macros that paper over the differences between platforms are named so. Those that
# release often do more than that.
KNOWN: frozenset[str] = frozenset().union(
    *(
        COPIES,
        STRING_COPIES,
        BOUNDED_COPIES,
        APPENDS,
        BOUNDED_APPENDS,
        FILLS,
        FORMATS,
        LENGTHS,
        INPUTS,
        OUTPUTS,
    ),
    *(SINKS, TAINTED_STRINGS, SCANNERS, OPENERS, DESCRIPTORS, STACK_ALLOCATORS, QUIET),
)

# By the conventions of C names these look at their arguments and keep nothing.
_reads_only = _told_by(
    r"^_*(print|log|debug|trace|warn|dump|show|display|puts?|output|msg)(?![a-z])|^(print|dump)", re.I
)
# Called like a macro.
is_macro = _told_by(r"^[A-Z_][A-Z0-9_]*$")


def reads_only(name: str) -> bool:
    return _reads_only(name.rpartition("::")[2])


def plain_name(name: str) -> str:
    """`std::free` and `::free` are `free`."""
    return name.removeprefix("std::" if name[:1] == "s" else "::")
