"""Parse a value of a known type: a local, a global, a constant or a constant expression."""

from __future__ import annotations

from jarip.cuda.ir.parser.cursor import Cursor
from jarip.cuda.ir.parser.scope import FunctionScope, TypeScope
from jarip.cuda.ir.parser.typename import parse_type
from jarip.cuda.ir.types import IntType, Type, VectorType
from jarip.cuda.ir.values import (
    Constant,
    ConstantAggregate,
    ConstantExpression,
    ConstantInt,
    ConstantWord,
    GlobalReference,
    Value,
)

_CLOSING = {"[": "]", "{": "}", "<": ">"}
_CASTS = frozenset("trunc ptrtoint ptrtoaddr inttoptr bitcast addrspacecast".split())
_ARITHMETIC = frozenset("add sub mul xor".split())
_FLAGS = frozenset("inbounds nuw nusw nsw".split())


class Values:
    """Parses values for one function, or for initialisers when `locals_` is None."""

    def __init__(self, cursor: Cursor, types: TypeScope, locals_: FunctionScope | None) -> None:
        self.cursor = cursor
        self.types = types
        self.locals = locals_

    def typed(self) -> Value:
        """A type and a value of it."""
        return self.of(parse_type(self.cursor, self.types))

    def of(self, kind: Type) -> Value:
        """A value of type `kind`.

        Raises:
            ParseError: no value comes next.
        """
        token = self.cursor.peek()
        if token[0] == "%" and self.locals is not None:
            self.cursor.position += 1
            return self.locals.value(token[1:], kind)
        return self.constant(kind)

    def constant(self, kind: Type) -> Constant:
        """A constant of type `kind`."""
        cursor = self.cursor
        token = cursor.take()
        first = token[0]
        if isinstance(kind, IntType):
            if first.isdigit() or (first == "-" and len(token) > 1):
                return ConstantInt(kind, int(token))
            if token in ("true", "false"):
                return ConstantInt(kind, int(token == "true"))
        if first == "@":
            return GlobalReference(kind, token[1:])
        if token in _CLOSING:
            return self._aggregate(kind, token)
        if token == "getelementptr" or token in _CASTS or token in _ARITHMETIC:
            return self._expression(kind, token)
        if token == "splat":
            return self._splat(kind)
        if first.isalnum() or first in "+-" or token.startswith('c"'):
            return ConstantWord(kind, token)
        cursor.position -= 1
        raise cursor.error(f"expected a value of type {kind}")

    def _aggregate(self, kind: Type, opening: str) -> Constant:
        cursor = self.cursor
        packed = opening == "<" and cursor.accept("{")
        closing = "}" if packed else _CLOSING[opening]
        elements: list[Constant] = []
        while not cursor.accept(closing):
            elements.append(self.constant(parse_type(cursor, self.types)))
            cursor.accept(",")
        if packed:
            cursor.expect(">")
        return ConstantAggregate(kind, elements)

    def _splat(self, kind: Type) -> Constant:
        self.cursor.expect("(")
        element = self.constant(parse_type(self.cursor, self.types))
        self.cursor.expect(")")
        if not isinstance(kind, VectorType):
            raise self.cursor.error("splat of a type that is no vector")
        return ConstantAggregate(kind, [element] * kind.count)

    def _expression(self, kind: Type, opcode: str) -> Constant:
        cursor = self.cursor
        flags: list[str] = []
        while cursor.peek() != "(":
            word = cursor.take()
            if word == "inrange":
                cursor.skip_group("(", ")")
            elif word in _FLAGS:
                flags.append(word)
            else:
                raise cursor.error(f"unknown flag {word!r} of constant {opcode}")
        cursor.expect("(")
        source = None
        if opcode == "getelementptr":
            source = parse_type(cursor, self.types)
            cursor.expect(",")
        operands = [self.constant(parse_type(cursor, self.types))]
        while cursor.accept(","):
            operands.append(self.constant(parse_type(cursor, self.types)))
        if cursor.accept("to"):
            parse_type(cursor, self.types)
        cursor.expect(")")
        return ConstantExpression(kind, opcode, operands, tuple(flags), source)
