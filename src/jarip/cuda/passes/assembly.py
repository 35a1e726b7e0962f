"""Replace inline PTX by calls of LLVM functions that do the same.

Before: `call ... asm "..."` statements. After: none; each is a call of a function whose text
`replace_assembly` gives too, and an unknown statement is an error that quotes it.
"""

from __future__ import annotations

import hashlib
import re

from jarip.cuda.errors import DeviceCompileError
from jarip.cuda.intrinsics.ptx.syntax import UnknownPtx
from jarip.cuda.intrinsics.ptx.translate import translate

_ASM = re.compile(
    r'call (?P<type>[^\n"]*?) asm (?P<flags>(?:\w+ )*)"(?P<text>[^"]*)", "(?P<constraints>[^"]*)"'
    r"\((?P<arguments>[^\n]*?)\)(?=(?: #\d+)?(?:, !|$))",
    re.M,
)
# Flags and attributes of a call that stand before its type.
_FLAGS = re.compile(
    r"\b(?:fast|nnan|ninf|nsz|arcp|contract|afn|reassoc|noundef|nonnull|signext|zeroext"
    r"|range\([^)]*\)) "
)
_TYPE = re.compile(r"i\d+|float|double|half|bfloat|ptr(?: addrspace\(\d+\))?|<\d+ x \w+>")


def replace_assembly(text: str, function: str, definitions: dict[str, str]) -> str:
    """A function's text without inline assembly; what it calls instead is added to `definitions`.

    Raises:
        DeviceCompileError: a statement is not known.
    """
    if " asm " not in text:
        return text

    def replace(match: re.Match[str]) -> str:
        types = [_type_of(argument) for argument in _split(match["arguments"])]
        result = _FLAGS.sub("", match["type"]).strip()
        facts = "\0".join([match["text"], match["constraints"], result, *types])
        name = f"jarip.ptx.{hashlib.sha256(facts.encode()).hexdigest()[:16]}"
        if name not in definitions:
            try:
                definitions[name] = translate(
                    name, match["text"], match["constraints"], result, types
                )
            except UnknownPtx as unknown:
                raise DeviceCompileError(
                    f"inline PTX is not supported: {unknown} in {match['text']!r} "
                    f"in device function {function}",
                    remedy="write it in CUDA C++; intrinsics/ptx has the forms that are known",
                ) from None
        return f"call {result} @{name}({match['arguments']})"

    return _ASM.sub(replace, text)


def _type_of(argument: str) -> str:
    found = _TYPE.match(argument)
    if found is None:
        raise UnknownPtx(argument)
    return found[0]


def _split(arguments: str) -> list[str]:
    """Arguments at the commas that are in no bracket."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(arguments):
        depth += (letter in "([{<") - (letter in ")]}>")
        if letter == "," and depth == 0:
            parts.append(arguments[start:at].strip())
            start = at + 1
    return [*parts, arguments[start:].strip()] if arguments.strip() else []
