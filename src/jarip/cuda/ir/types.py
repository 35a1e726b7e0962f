"""Types of LLVM IR. They are interned, so `is` compares them; `str` gives LLVM's spelling.

Source: LLVM Language Reference, "Type System" (https://llvm.org/docs/LangRef.html#type-system).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast


class Type:
    """A type; `text` is how LLVM writes it."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<type {self.text}>"


class IntType(Type):
    """An integer of `bits` bits."""

    __slots__ = ("bits",)

    def __init__(self, bits: int) -> None:
        super().__init__(f"i{bits}")
        self.bits = bits


class FloatType(Type):
    """A floating-point type of `bits` bits: half, bfloat, float, double, fp128."""

    __slots__ = ("bits",)

    def __init__(self, text: str, bits: int) -> None:
        super().__init__(text)
        self.bits = bits


class PointerType(Type):
    """A pointer; `space` is the NVPTX address space (0 generic, 1 global, 3 shared, 4 constant)."""

    __slots__ = ("space",)

    def __init__(self, space: int) -> None:
        super().__init__(f"ptr addrspace({space})" if space else "ptr")
        self.space = space


class VectorType(Type):
    """`count` elements of an integer, float or pointer type."""

    __slots__ = ("count", "element")

    def __init__(self, count: int, element: Type) -> None:
        super().__init__(f"<{count} x {element}>")
        self.count = count
        self.element = element


class ArrayType(Type):
    """`count` elements in memory one after the other."""

    __slots__ = ("count", "element")

    def __init__(self, count: int, element: Type) -> None:
        super().__init__(f"[{count} x {element}]")
        self.count = count
        self.element = element


class StructType(Type):
    """A structure. A named one (`name` set) gets its `fields` when its definition is read."""

    __slots__ = ("fields", "name", "packed")

    def __init__(self, fields: tuple[Type, ...], packed: bool, name: str | None = None) -> None:
        super().__init__(name if name is not None else struct_body(fields, packed))
        self.fields = fields
        self.packed = packed
        self.name = name


class FunctionType(Type):
    """A function's signature."""

    __slots__ = ("parameters", "result", "vararg")

    def __init__(self, result: Type, parameters: tuple[Type, ...], vararg: bool) -> None:
        words = [str(p) for p in parameters] + (["..."] if vararg else [])
        super().__init__(f"{result} ({', '.join(words)})")
        self.result = result
        self.parameters = parameters
        self.vararg = vararg


def struct_body(fields: tuple[Type, ...], packed: bool) -> str:
    """How LLVM writes a structure's body."""
    body = "{ " + ", ".join(f.text for f in fields) + " }" if fields else "{}"
    return f"<{body}>" if packed else body


_interned: dict[tuple[object, ...], Type] = {}
T = TypeVar("T", bound=Type)


def _intern(make: Callable[..., T], *key: object) -> T:
    found = _interned.get((make, *key))
    if found is None:
        found = _interned[(make, *key)] = make(*key)
    return cast(T, found)


def int_type(bits: int) -> IntType:
    """The integer type of that many bits."""
    return _intern(IntType, bits)


def pointer_type(space: int = 0) -> PointerType:
    """The pointer type of that address space."""
    return _intern(PointerType, space)


def vector_type(count: int, element: Type) -> VectorType:
    """The vector type."""
    return _intern(VectorType, count, element)


def array_type(count: int, element: Type) -> ArrayType:
    """The array type."""
    return _intern(ArrayType, count, element)


def struct_type(fields: tuple[Type, ...], packed: bool = False) -> StructType:
    """The literal (nameless) structure type."""
    return _intern(StructType, fields, packed)


def function_type(result: Type, parameters: tuple[Type, ...], vararg: bool = False) -> FunctionType:
    """The signature."""
    return _intern(FunctionType, result, parameters, vararg)


VOID = Type("void")
LABEL = Type("label")
METADATA = Type("metadata")
TOKEN = Type("token")
I1, I8, I16, I32, I64 = (int_type(bits) for bits in (1, 8, 16, 32, 64))
PTR = pointer_type()
HALF = FloatType("half", 16)
BFLOAT = FloatType("bfloat", 16)
FLOAT = FloatType("float", 32)
DOUBLE = FloatType("double", 64)
FP128 = FloatType("fp128", 128)

NAMED_TYPES: dict[str, Type] = {
    t.text: t for t in (VOID, LABEL, METADATA, TOKEN, HALF, BFLOAT, FLOAT, DOUBLE, FP128)
}


def scalar_of(kind: Type) -> Type:
    """The element type of a vector, else the type itself."""
    return kind.element if isinstance(kind, VectorType) else kind
