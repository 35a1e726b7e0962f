"""Parse a call, whose `call` (or tail marker) has just been taken."""

from __future__ import annotations

from jarip.cuda.ir.instructions import Call
from jarip.cuda.ir.parser.attributes import (
    at_attribute,
    parse_argument_attributes,
    skip_result_attributes,
)
from jarip.cuda.ir.parser.cursor import Cursor
from jarip.cuda.ir.parser.scope import TypeScope
from jarip.cuda.ir.parser.typename import parse_signature, parse_type
from jarip.cuda.ir.parser.value import Values
from jarip.cuda.ir.types import METADATA, PTR, FunctionType, Type
from jarip.cuda.ir.values import ConstantWord, InlineAssembly, Value

_FAST_MATH = frozenset("fast nnan ninf nsz arcp contract afn reassoc".split())


def parse_call(cursor: Cursor, types: TypeScope, values: Values, name: str) -> Call:
    """The rest of a call.

    Raises:
        ParseError: it is malformed.
    """
    cursor.accept("call")
    flags: list[str] = []
    while cursor.peek() in _FAST_MATH:
        flags.append(cursor.take())
    skip_result_attributes(cursor, types)
    signature = parse_signature(cursor, types, parse_type(cursor, types))
    result = signature.result if isinstance(signature, FunctionType) else signature
    vararg = isinstance(signature, FunctionType) and signature.vararg
    callee = _assembly(cursor) if cursor.accept("asm") else values.of(PTR)
    operands, byval = _arguments(cursor, types, values)
    _skip_tail(cursor, types)
    return Call(result, callee, operands, name, tuple(flags), byval, signature if vararg else None)


def _assembly(cursor: Cursor) -> InlineAssembly:
    flags: list[str] = []
    while cursor.peek()[0] != '"':
        flags.append(cursor.take())
    text = cursor.take()[1:-1]
    cursor.expect(",")
    return InlineAssembly(PTR, text, cursor.take()[1:-1], tuple(flags))


def _arguments(
    cursor: Cursor, types: TypeScope, values: Values
) -> tuple[list[Value], tuple[str, ...]]:
    cursor.expect("(")
    operands: list[Value] = []
    kept: list[str] = []
    while not cursor.accept(")"):
        kind = parse_type(cursor, types)
        if kind is METADATA:
            operands.append(_metadata(cursor, kind))
            kept.append("")
        else:
            words = parse_argument_attributes(cursor, types)
            kept.append(" ".join(words) if any(w.startswith("byval") for w in words) else "")
            operands.append(values.of(kind))
        cursor.accept(",")
    return operands, tuple(kept) if any(kept) else ()


def _metadata(cursor: Cursor, kind: Type) -> ConstantWord:
    word = cursor.take()
    if cursor.peek() == "(":
        start = cursor.position
        cursor.skip_group("(", ")")
        word += "".join(cursor.tokens[start : cursor.position])
    elif word == "!" and cursor.peek() == "{":
        start = cursor.position
        cursor.skip_group("{", "}")
        word += " ".join(cursor.tokens[start : cursor.position])
    return ConstantWord(kind, word)


def _skip_tail(cursor: Cursor, types: TypeScope) -> None:
    """Function attributes (`#7`, words) and operand bundles."""
    while True:
        token = cursor.peek()
        if token[0] == "#" and token[1:].isdigit():
            cursor.position += 1
        elif token == "[":
            cursor.skip_group("[", "]")
        elif token in ("nounwind", "noreturn", "readnone", "memory", "nomerge", "builtin"):
            skip_word = at_attribute(cursor, types)
            cursor.position += 1
            if skip_word and cursor.peek() == "(":
                cursor.skip_group("(", ")")
        else:
            return
