"""Statements of PTX: labels, register declarations and instructions.

Source: PTX ISA, "Syntax".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{2})")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
_LABEL = re.compile(r"([$%]?[A-Za-z_][\w$]*)\s*:(?!:)\s*")
_GUARD = re.compile(r"@(!?)\s*([\w$%]+)\s+")
_PARAMETRIC = re.compile(r"([%\w$]+)<(\d+)>")


class UnknownPtx(Exception):
    """A statement that isn't known; the message quotes it."""


@dataclass(frozen=True)
class Label:
    """A place to branch to."""

    name: str


@dataclass(frozen=True)
class Registers:
    """Declared registers of one type."""

    type: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """A brace: registers declared after an opening one are forgotten at the closing one."""

    opens: bool


@dataclass(frozen=True)
class Operation:
    """One instruction: `add.cc.u32` is ("add", "cc", "u32"); `guard` is "", "p" or "!p"."""

    parts: tuple[str, ...]
    operands: tuple[str, ...]
    guard: str
    text: str

    @property
    def name(self) -> str:
        return self.parts[0]

    @property
    def type(self) -> str:
        """The last part, which is the type the instruction works on."""
        return self.parts[-1]

    def has(self, part: str) -> bool:
        return part in self.parts

    def unknown(self) -> UnknownPtx:
        return UnknownPtx(self.text)


Statement = Label | Registers | Scope | Operation


def parse(text: str) -> list[Statement]:
    """The statements of an assembly string as LLVM writes it, escapes included.

    Raises:
        UnknownPtx: a directive or a statement that isn't PTX as far as is known here.
    """
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    plain = _COMMENT.sub(" ", plain).replace("$$", "\0")
    return [statement for piece in plain.split(";") for statement in _statements(piece)]


def _statements(piece: str) -> Iterator[Statement]:
    rest = " ".join(piece.split()).replace("\0", "$")
    while rest:
        if rest[0] in "{}":
            yield Scope(rest[0] == "{")
            rest = rest[1:].lstrip()
        elif label := _LABEL.match(rest):
            yield Label(label[1])
            rest = rest[label.end() :]
        else:
            break
    if rest:
        yield _declaration(rest) if rest.startswith(".") else _operation(rest)


def _declaration(text: str) -> Registers:
    words = text.split(None, 2)
    if words[0] != ".reg" or len(words) < 3:
        raise UnknownPtx(text)
    return Registers(words[1].lstrip("."), tuple(_names(words[2])))


def _names(text: str) -> Iterator[str]:
    for name in text.split(","):
        found = _PARAMETRIC.fullmatch(name.strip())
        if found:
            yield from (f"{found[1]}{number}" for number in range(int(found[2])))
        else:
            yield name.strip()


def _operation(text: str) -> Operation:
    guard, rest = "", text
    if found := _GUARD.match(text):
        guard, rest = found[1] + found[2], text[found.end() :]
    opcode, _, operands = rest.partition(" ")
    return Operation(tuple(opcode.split(".")), tuple(_split(operands)), guard, text)


def _split(text: str) -> Iterator[str]:
    """Operands at the commas that are in no bracket."""
    depth, start = 0, 0
    for at, letter in enumerate(text):
        if letter in "[{(":
            depth += 1
        elif letter in "]})":
            depth -= 1
        elif letter == "," and depth == 0:
            yield text[start:at].strip()
            start = at + 1
    if text[start:].strip():
        yield text[start:].strip()
