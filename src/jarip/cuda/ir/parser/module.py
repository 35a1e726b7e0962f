"""Parse a whole module."""

from __future__ import annotations

from collections.abc import Iterable

from jarip.cuda.ir.chunks import Chunks, cut_module
from jarip.cuda.ir.lexer import tokenize
from jarip.cuda.ir.module import Declaration, GlobalVariable, Module
from jarip.cuda.ir.parser.attributes import parse_argument_attributes, skip_result_attributes
from jarip.cuda.ir.parser.cursor import END, Cursor
from jarip.cuda.ir.parser.function import parse_function
from jarip.cuda.ir.parser.scope import TypeScope
from jarip.cuda.ir.parser.typename import parse_definition, parse_type
from jarip.cuda.ir.parser.value import Values
from jarip.cuda.ir.types import FunctionType, Type, function_type

_LINKAGES = frozenset(
    "private internal linkonce linkonce_odr weak weak_odr external extern_weak common appending "
    "available_externally".split()
)
_SKIPPED = frozenset(
    "dso_local dso_preemptable unnamed_addr local_unnamed_addr hidden protected default "
    "thread_local".split()
)


def parse_module(text: str, only: Iterable[str] | None = None) -> Module:
    """LLVM assembly as objects.

    Args:
        text: The module as LLVM 22 prints it.
        only: Names of the globals wanted; everything when None.

    Raises:
        ParseError: something in the text is not understood.
    """
    return parse_chunks(cut_module(text), None if only is None else frozenset(only))


def parse_chunks(chunks: Chunks, only: frozenset[str] | None) -> Module:
    """As `parse_module`, from text that was cut already."""
    types = TypeScope()
    for name in chunks.types:
        types.struct(name)
    for name, body in chunks.types.items():
        parse_definition(Cursor(tokenize(body)), types, name)
    groups = {name: frozenset(words.split()) for name, words in chunks.groups.items()}
    module = Module(types=types.structs, metadata=chunks.nodes)

    def wanted(name: str) -> bool:
        return only is None or name in only

    for name, body in chunks.variables.items():
        if wanted(name):
            module.variables[name] = _variable(name, body, types)
    for name, body in chunks.declarations.items():
        module.declarations[name] = Declaration(name, _declared(body, types))
    for name, body in chunks.functions.items():
        if wanted(name):
            module.functions[name] = parse_function(body[len("define ") :], types, groups)
    return module


def _variable(name: str, body: str, types: TypeScope) -> GlobalVariable:
    cursor = Cursor(tokenize(body))
    linkage, space, external = "", 0, False
    while True:
        token = cursor.take()
        if token in ("global", "constant"):
            break
        if token in _LINKAGES:
            linkage = token
        elif token == "addrspace":
            cursor.expect("(")
            space = cursor.number()
            cursor.expect(")")
        elif token == "externally_initialized":
            external = True
        elif token in _SKIPPED:
            if cursor.peek() == "(":
                cursor.skip_group("(", ")")
        else:
            raise cursor.error(f"unknown word {token!r} of variable @{name}")
    kind = parse_type(cursor, types)
    initializer = None
    if linkage not in ("external", "extern_weak"):
        initializer = Values(cursor, types, None).constant(kind)
    return GlobalVariable(
        name, kind, space, token == "constant", _alignment(cursor), initializer, linkage, external
    )


def _alignment(cursor: Cursor) -> int:
    while (token := cursor.take()) != END:
        if token == "align":
            return cursor.number()
    return 0


def _declared(body: str, types: TypeScope) -> FunctionType:
    cursor = Cursor(tokenize(body))
    cursor.expect("declare")
    skip_result_attributes(cursor, types)
    result = parse_type(cursor, types)
    cursor.take()
    cursor.expect("(")
    parameters: list[Type] = []
    vararg = False
    while not cursor.accept(")"):
        if cursor.accept("..."):
            vararg = True
        else:
            parameters.append(parse_type(cursor, types))
            parse_argument_attributes(cursor, types)
            if cursor.peek()[0] == "%":
                cursor.take()
        cursor.accept(",")
    return function_type(result, tuple(parameters), vararg)
