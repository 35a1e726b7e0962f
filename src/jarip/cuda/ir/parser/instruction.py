"""Parse one instruction. `PARSERS` has one row an opcode.

Source: LLVM Language Reference, "Instruction Reference".
"""

from __future__ import annotations

from collections.abc import Callable

from jarip.cuda.ir.instructions import (
    Alloca,
    AtomicRMW,
    Binary,
    Branch,
    Cast,
    Compare,
    CompareExchange,
    ExtractValue,
    Fence,
    GetElementPtr,
    InsertValue,
    Instruction,
    Jump,
    Load,
    Phi,
    Return,
    Select,
    Store,
    Unary,
    Unreachable,
    VectorOperation,
)
from jarip.cuda.ir.layout import align_of
from jarip.cuda.ir.parser.call import parse_call
from jarip.cuda.ir.parser.cursor import Cursor
from jarip.cuda.ir.parser.scope import FunctionScope, TypeScope
from jarip.cuda.ir.parser.typename import parse_type
from jarip.cuda.ir.parser.value import Values
from jarip.cuda.ir.types import (
    I1,
    ArrayType,
    PointerType,
    StructType,
    Type,
    VectorType,
    pointer_type,
    struct_type,
    vector_type,
)

BINARY = "add sub mul udiv sdiv urem srem shl lshr ashr and or xor fadd fsub fmul fdiv frem".split()
CASTS = (
    "trunc zext sext fptrunc fpext fptoui fptosi uitofp sitofp ptrtoint ptrtoaddr inttoptr "
    "bitcast addrspacecast".split()
)
FLAGS = frozenset(
    "nuw nsw exact disjoint nneg samesign inbounds nusw "
    "fast nnan ninf nsz arcp contract afn reassoc".split()
)
_NO_FLAGS: tuple[str, ...] = ()


class Reader:
    """What an instruction's parser needs: the tokens, the names, and values."""

    def __init__(self, cursor: Cursor, types: TypeScope, scope: FunctionScope) -> None:
        self.cursor = cursor
        self.types = types
        self.scope = scope
        self.values = Values(cursor, types, scope)

    def type(self) -> Type:
        """A type."""
        return parse_type(self.cursor, self.types)

    def flags(self) -> tuple[str, ...]:
        """The flags that come next."""
        cursor = self.cursor
        if cursor.tokens[cursor.position] not in FLAGS:
            return _NO_FLAGS
        found = [cursor.take()]
        while cursor.tokens[cursor.position] in FLAGS:
            found.append(cursor.take())
        return tuple(found)

    def alignment(self, kind: Type) -> int:
        """`, align N` when it comes next, else the type's own alignment."""
        cursor = self.cursor
        if cursor.peek() == "," and cursor.peek(1) == "align":
            cursor.position += 2
            return cursor.number()
        return align_of(kind)

    def ordering(self) -> str:
        """A memory ordering, with its scope dropped: the host has one."""
        cursor = self.cursor
        if cursor.accept("syncscope"):
            cursor.skip_group("(", ")")
        return cursor.take()


def _binary(opcode: str) -> Callable[[Reader, str], Instruction]:
    def parse(reader: Reader, name: str) -> Instruction:
        flags = reader.flags()
        kind = reader.type()
        left = reader.values.of(kind)
        reader.cursor.expect(",")
        return Binary(opcode, left, reader.values.of(kind), name, flags)

    return parse


def _cast(opcode: str) -> Callable[[Reader, str], Instruction]:
    def parse(reader: Reader, name: str) -> Instruction:
        flags = reader.flags()
        value = reader.values.typed()
        reader.cursor.expect("to")
        return Cast(opcode, value, reader.type(), name, flags)

    return parse


def _compare(opcode: str) -> Callable[[Reader, str], Instruction]:
    def parse(reader: Reader, name: str) -> Instruction:
        flags = reader.flags()
        predicate = reader.cursor.take()
        kind = reader.type()
        left = reader.values.of(kind)
        reader.cursor.expect(",")
        return Compare(opcode, predicate, left, reader.values.of(kind), name, flags)

    return parse


def _unary(opcode: str) -> Callable[[Reader, str], Instruction]:
    def parse(reader: Reader, name: str) -> Instruction:
        flags = reader.flags()
        return Unary(opcode, reader.values.typed(), name, flags)

    return parse


def _select(reader: Reader, name: str) -> Instruction:
    flags = reader.flags()
    condition = reader.values.typed()
    reader.cursor.expect(",")
    first = reader.values.typed()
    reader.cursor.expect(",")
    return Select(condition, first, reader.values.typed(), name, flags)


def _phi(reader: Reader, name: str) -> Instruction:
    flags = reader.flags()
    kind = reader.type()
    phi = Phi(kind, [], [], name)
    phi.flags = flags
    cursor = reader.cursor
    while cursor.accept("["):
        phi.operands.append(reader.values.of(kind))
        cursor.expect(",")
        phi.blocks.append(reader.scope.block(cursor.take()[1:]))
        cursor.expect("]")
        if cursor.peek() != "," or cursor.peek(1) != "[":
            break
        cursor.position += 1
    return phi


def _alloca(reader: Reader, name: str) -> Instruction:
    cursor = reader.cursor
    cursor.accept("inalloca")
    allocated = reader.type()
    count = None
    if cursor.peek() == "," and cursor.peek(1) not in ("align", "addrspace"):
        if cursor.peek(1)[0] == "!":
            return Alloca(allocated, align_of(allocated), name)
        cursor.position += 1
        count = reader.values.typed()
    alignment = reader.alignment(allocated)
    kind: Type = pointer_type()
    if cursor.peek() == "," and cursor.peek(1) == "addrspace":
        cursor.position += 3
        kind = pointer_type(cursor.number())
        cursor.expect(")")
    return Alloca(allocated, alignment, name, kind, count)


def _load(reader: Reader, name: str) -> Instruction:
    cursor = reader.cursor
    atomic = cursor.accept("atomic")
    volatile = cursor.accept("volatile")
    kind = reader.type()
    cursor.expect(",")
    pointer = reader.values.typed()
    ordering = reader.ordering() if atomic else ""
    return Load(kind, pointer, reader.alignment(kind), name, volatile, ordering)


def _store(reader: Reader, _: str) -> Instruction:
    cursor = reader.cursor
    atomic = cursor.accept("atomic")
    volatile = cursor.accept("volatile")
    value = reader.values.typed()
    cursor.expect(",")
    pointer = reader.values.typed()
    ordering = reader.ordering() if atomic else ""
    return Store(value, pointer, reader.alignment(value.type), volatile, ordering)


def _getelementptr(reader: Reader, name: str) -> Instruction:
    flags = reader.flags()
    source = reader.type()
    operands = []
    cursor = reader.cursor
    while cursor.peek() == "," and cursor.peek(1)[0] != "!":
        cursor.position += 1
        operands.append(reader.values.typed())
    kind = operands[0].type
    for operand in operands[1:]:
        if isinstance(operand.type, VectorType) and isinstance(kind, PointerType):
            kind = vector_type(operand.type.count, kind)
    return GetElementPtr(source, operands, kind, name, flags)


def _atomicrmw(reader: Reader, name: str) -> Instruction:
    cursor = reader.cursor
    volatile = cursor.accept("volatile")
    operation = cursor.take()
    pointer = reader.values.typed()
    cursor.expect(",")
    value = reader.values.typed()
    ordering = reader.ordering()
    alignment = reader.alignment(value.type)
    return AtomicRMW(operation, pointer, value, ordering, alignment, name, volatile)


def _cmpxchg(reader: Reader, name: str) -> Instruction:
    cursor = reader.cursor
    weak = cursor.accept("weak")
    volatile = cursor.accept("volatile")
    operands = [reader.values.typed()]
    for _ in range(2):
        cursor.expect(",")
        operands.append(reader.values.typed())
    success = reader.ordering()
    failure = cursor.take()
    alignment = reader.alignment(operands[1].type)
    kind = struct_type((operands[1].type, I1))
    return CompareExchange(kind, operands, success, failure, alignment, name, weak, volatile)


def _fence(reader: Reader, _: str) -> Instruction:
    return Fence(reader.ordering())


def _path(reader: Reader) -> tuple[int, ...]:
    path = []
    cursor = reader.cursor
    while cursor.peek() == "," and cursor.peek(1).isdigit():
        cursor.position += 1
        path.append(cursor.number())
    return tuple(path)


def _extractvalue(reader: Reader, name: str) -> Instruction:
    aggregate = reader.values.typed()
    path = _path(reader)
    kind = aggregate.type
    for index in path:
        kind = kind.fields[index] if isinstance(kind, StructType) else _element(kind)
    return ExtractValue(kind, aggregate, path, name)


def _insertvalue(reader: Reader, name: str) -> Instruction:
    aggregate = reader.values.typed()
    reader.cursor.expect(",")
    value = reader.values.typed()
    return InsertValue(aggregate, value, _path(reader), name)


def _vector(opcode: str, count: int) -> Callable[[Reader, str], Instruction]:
    def parse(reader: Reader, name: str) -> Instruction:
        operands = [reader.values.typed()]
        for _ in range(count - 1):
            reader.cursor.expect(",")
            operands.append(reader.values.typed())
        kind = operands[0].type
        if opcode == "extractelement":
            kind = _element(kind)
        elif opcode == "shufflevector":
            mask = operands[2].type
            assert isinstance(mask, VectorType)
            kind = vector_type(mask.count, _element(kind))
        return VectorOperation(opcode, kind, operands, name)

    return parse


def _br(reader: Reader, _: str) -> Instruction:
    cursor, scope = reader.cursor, reader.scope
    if cursor.accept("label"):
        return Jump(scope.block(cursor.take()[1:]))
    condition = reader.values.typed()
    cursor.expect(",")
    cursor.expect("label")
    then = scope.block(cursor.take()[1:])
    cursor.expect(",")
    cursor.expect("label")
    return Branch(condition, then, scope.block(cursor.take()[1:]))


def _ret(reader: Reader, _: str) -> Instruction:
    if reader.cursor.accept("void"):
        return Return()
    return Return(reader.values.typed())


def _unreachable(_: Reader, __: str) -> Instruction:
    return Unreachable()


def _element(kind: Type) -> Type:
    if isinstance(kind, VectorType | ArrayType):
        return kind.element
    raise TypeError(f"{kind} has no elements")


PARSERS: dict[str, Callable[[Reader, str], Instruction]] = {
    **{opcode: _binary(opcode) for opcode in BINARY},
    **{opcode: _cast(opcode) for opcode in CASTS},
    "icmp": _compare("icmp"),
    "fcmp": _compare("fcmp"),
    "fneg": _unary("fneg"),
    "freeze": _unary("freeze"),
    "select": _select,
    "phi": _phi,
    "alloca": _alloca,
    "load": _load,
    "store": _store,
    "getelementptr": _getelementptr,
    "atomicrmw": _atomicrmw,
    "cmpxchg": _cmpxchg,
    "fence": _fence,
    "extractvalue": _extractvalue,
    "insertvalue": _insertvalue,
    "extractelement": _vector("extractelement", 2),
    "insertelement": _vector("insertelement", 3),
    "shufflevector": _vector("shufflevector", 3),
    "br": _br,
    "ret": _ret,
    "unreachable": _unreachable,
    **dict.fromkeys(
        ("call", "tail", "musttail", "notail"),
        lambda reader, name: parse_call(reader.cursor, reader.types, reader.values, name),
    ),
}
