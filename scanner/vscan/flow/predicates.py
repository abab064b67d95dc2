"""The predicates that rules may ask, and what each says of an expression."""

from __future__ import annotations

# Each holds on at least one path whose conditions do not contradict each other, as far as one can read.
PREDICATES: dict[str, str] = {
    # pointers, files and descriptors
    "released": "what it points to, or the descriptor, has been freed or closed",
    "unchecked": "it came from a call that can fail, and nobody has looked whether it did",
    "null-pointer": "a variable or member that may be a pointer, and is NULL",
    "heap": "it points to memory from an allocator",
    "stack": "it points to memory of this function's frame",
    "stack-returned": "it points to memory of this function's frame, and its address is returned",
    "file": "it is a file, a directory or a pipe that this function opened",
    "descriptor": "it is a descriptor that this function opened",
    "static": "it points to a static array, or to what `getenv` returned",
    "literal": "it points to a string literal",
    "not-at-start": "it is released, and points into a block, not to its start",
    "resized": "it is handed to `realloc`, and not known to be NULL",
    "not-heap": "it is released, and no allocator made it",
    "mismatched": "it is released by a function that does not belong to the one that made it",
    "used-unchecked": "this call can fail, and nobody has looked whether it did before its result is used",
    "leaked": "this call made a block that nobody holds when the function returns",
    "leaked-file": "this call opened a file or descriptor that nobody holds when the function returns",
    # contents
    "blank": "nothing has been stored in the block yet",
    "tainted-command": "it is text from outside, run as a command",
    "tainted-path": "it is text from outside, used as the name of a file",
    "tainted-format": "it is text from outside, used as a format",
    "unlimited-text": "this call formats text of any length, and does not know the buffer's size",
    "unterminated": "the string in the block has no terminator",
    "read-unterminated": "a string is read from it that has no terminator",
    "append-to-blank": "a string is appended to a block in which nothing has been stored",
    "never-read": "the variable declared here is assigned, and read nowhere in the function",
    "uninitialised": "the variable, or the element, has no value yet",
    # bounds
    "writes-past": "a write through it goes past the end of a block of known size",
    "writes-before": "a write through it starts before the block",
    "reads-past": "a read through it goes past the end of a block of known size",
    "reads-before": "a read through it starts before the block",
    # numbers
    "negative-size": "it is a size that is negative, or came from outside and may be",
    "tainted": "it came from outside: read, parsed from text, or the environment",
    "unbounded": "it came from outside, and nothing bounds it from above",
    "unbounded-size": "it is the size of an allocation, and made of an unbounded number",
    "negative": "it is negative, or came from outside and may be",
    "zero-divisor": "it divides, and is 0, or came from outside and may be 0",
    "overflow": "the result of this arithmetic is above what its type holds",
    "underflow": "the result of this arithmetic, a difference or never above, is below what its type holds",
    "truncated": "the value does not fit in what it is stored in",
    "made-unsigned": "a negative value is stored as unsigned",
}
