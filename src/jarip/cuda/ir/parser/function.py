"""Parse a function: its head, then blocks of instructions."""

from __future__ import annotations

from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import Call, Instruction, Metadata
from jarip.cuda.ir.lexer import tokenize
from jarip.cuda.ir.parser.attributes import parse_argument_attributes, skip_result_attributes
from jarip.cuda.ir.parser.cursor import Cursor
from jarip.cuda.ir.parser.instruction import PARSERS, Reader
from jarip.cuda.ir.parser.scope import FunctionScope, TypeScope
from jarip.cuda.ir.parser.typename import parse_type
from jarip.cuda.ir.values import Argument

KEPT_METADATA = frozenset({"tbaa", "dbg"})
_LINKAGES = frozenset("private internal linkonce linkonce_odr weak weak_odr external".split())


def parse_function(text: str, types: TypeScope, groups: dict[str, frozenset[str]]) -> Function:
    """A whole `define`.

    Args:
        text: From `define` to the closing brace.
        types: The module's types.
        groups: The words of each attribute group, by `#N`.

    Raises:
        ParseError: the text is not as expected.
    """
    cursor = Cursor(tokenize(text))
    scope = FunctionScope()
    function = _head(cursor, types, scope, groups)
    reader = Reader(cursor, types, scope)
    _blocks(reader, function)
    if scope.unresolved:
        _resolve(function, scope)
    return function


def _head(
    cursor: Cursor, types: TypeScope, scope: FunctionScope, groups: dict[str, frozenset[str]]
) -> Function:
    start = cursor.position
    skip_result_attributes(cursor, types)
    words = set(cursor.tokens[start : cursor.position])
    result = parse_type(cursor, types)
    name = cursor.take()[1:]
    cursor.expect("(")
    arguments: list[Argument] = []
    while not cursor.accept(")"):
        kind = parse_type(cursor, types)
        attributes = parse_argument_attributes(cursor, types)
        argument = Argument(kind, cursor.take()[1:], attributes)
        scope.values[argument.name] = argument
        arguments.append(argument)
        cursor.accept(",")
    attributes_of: frozenset[str] = frozenset()
    subprogram = ""
    while not cursor.accept("{"):
        token = cursor.take()
        if token == "!dbg":
            subprogram = cursor.take()
        attributes_of |= groups.get(token, frozenset())
    linkage = next(iter(words & _LINKAGES), "")
    kernel = "ptx_kernel" in words
    return Function(name, result, arguments, kernel, attributes_of, linkage, subprogram)


def _blocks(reader: Reader, function: Function) -> None:
    cursor, scope = reader.cursor, reader.scope
    block: Block | None = None
    while not cursor.accept("}"):
        token = cursor.take()
        if token[-1] == ":":
            block = scope.block(token[:-1])
            function.blocks.append(block)
            continue
        if token.startswith("#dbg_"):
            cursor.skip_group("(", ")")
            continue
        if block is None:
            block = scope.block("0")
            function.blocks.append(block)
        name = ""
        if token[0] == "%":
            name = token[1:]
            cursor.expect("=")
            token = cursor.take()
        parser = PARSERS.get(token)
        if parser is None:
            raise cursor.error(f"unknown instruction {token!r}")
        instruction = parser(reader, name)
        if cursor.tokens[cursor.position] == ",":
            instruction.metadata = _metadata(cursor)
        block.instructions.append(instruction)
        if name:
            scope.values[name] = instruction


def _metadata(cursor: Cursor) -> Metadata:
    kept: list[tuple[str, str]] = []
    while cursor.accept(","):
        kind = cursor.take()[1:]
        node = cursor.take()
        if node == "!":
            cursor.skip_group("{", "}")
            node = "!{}"
        if kind in KEPT_METADATA:
            kept.append((kind, node))
    return tuple(kept)


def _resolve(function: Function, scope: FunctionScope) -> None:
    """Puts values in the place of what stood for them before their line was read."""
    stand_ins = {id(u): name for name, u in scope.unresolved.items()}

    def fix(instruction: Instruction) -> None:
        operands = instruction.operands
        for index, operand in enumerate(operands):
            name = stand_ins.get(id(operand))
            if name is not None:
                operands[index] = scope.values[name]

    for instruction in function.instructions():
        fix(instruction)
        if isinstance(instruction, Call) and id(instruction.callee) in stand_ins:
            instruction.callee = scope.values[stand_ins[id(instruction.callee)]]
