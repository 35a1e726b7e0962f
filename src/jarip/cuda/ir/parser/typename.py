"""Parse a type."""

from __future__ import annotations

from jarip.cuda.ir.parser.cursor import Cursor
from jarip.cuda.ir.parser.scope import TypeScope
from jarip.cuda.ir.types import (
    Type,
    array_type,
    function_type,
    int_type,
    pointer_type,
    struct_type,
    vector_type,
)


def parse_type(cursor: Cursor, scope: TypeScope) -> Type:
    """Any type; a signature where a parameter list follows.

    Raises:
        ParseError: no type comes next.
    """
    token = cursor.take()
    found = scope.words.get(token)
    if found is not None:
        if token == "ptr" and cursor.peek() == "addrspace":
            return _pointer(cursor)
        return found
    if token == "[":
        count = cursor.number()
        cursor.expect("x")
        element = parse_type(cursor, scope)
        cursor.expect("]")
        return array_type(count, element)
    if token == "{":
        return struct_type(tuple(parse_fields(cursor, scope)))
    if token == "<":
        return _vector_or_packed(cursor, scope)
    if token[0] == "%":
        return scope.struct(token[1:])
    if token[0] == "i" and token[1:].isdigit():
        return int_type(int(token[1:]))
    cursor.position -= 1
    raise cursor.error("expected a type")


def parse_fields(cursor: Cursor, scope: TypeScope) -> list[Type]:
    """A structure's fields, up to and with the closing brace."""
    fields: list[Type] = []
    while not cursor.accept("}"):
        fields.append(parse_type(cursor, scope))
        cursor.accept(",")
    return fields


def parse_signature(cursor: Cursor, scope: TypeScope, result: Type) -> Type:
    """The parameter list after a result type, when one follows; else just the result type."""
    if not cursor.accept("("):
        return result
    parameters: list[Type] = []
    vararg = False
    while not cursor.accept(")"):
        if cursor.accept("..."):
            vararg = True
        else:
            parameters.append(parse_type(cursor, scope))
        cursor.accept(",")
    return function_type(result, tuple(parameters), vararg)


def parse_definition(cursor: Cursor, scope: TypeScope, name: str) -> None:
    """The right side of `%name = type ...`."""
    struct = scope.struct(name)
    if cursor.accept("opaque"):
        return
    struct.packed = cursor.accept("<")
    cursor.expect("{")
    struct.fields = tuple(parse_fields(cursor, scope))


def _pointer(cursor: Cursor) -> Type:
    cursor.expect("addrspace")
    cursor.expect("(")
    space = cursor.number()
    cursor.expect(")")
    return pointer_type(space)


def _vector_or_packed(cursor: Cursor, scope: TypeScope) -> Type:
    if cursor.accept("{"):
        fields = parse_fields(cursor, scope)
        cursor.expect(">")
        return struct_type(tuple(fields), True)
    count = cursor.number()
    cursor.expect("x")
    element = parse_type(cursor, scope)
    cursor.expect(">")
    return vector_type(count, element)
