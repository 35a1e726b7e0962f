"""What names mean while text is parsed: types of the module, values and blocks of a function."""

from __future__ import annotations

from jarip.cuda.ir.function import Block
from jarip.cuda.ir.types import NAMED_TYPES, StructType, Type, int_type, pointer_type
from jarip.cuda.ir.values import Value


class TypeScope:
    """Words that are whole types, and the module's named structures."""

    def __init__(self) -> None:
        self.words: dict[str, Type] = dict(NAMED_TYPES)
        self.words.update({f"i{bits}": int_type(bits) for bits in (1, 8, 16, 32, 64, 128)})
        self.words["ptr"] = pointer_type()
        self.structs: dict[str, StructType] = {}

    def struct(self, name: str) -> StructType:
        """The named structure, which may be defined later."""
        found = self.structs.get(name)
        if found is None:
            found = self.structs[name] = StructType((), False, f"%{name}")
            self.words[f"%{name}"] = found
        return found


class Unresolved(Value):
    """Stands for a value that is used before the line that defines it."""

    __slots__ = ()


class FunctionScope:
    """Values and blocks of one function by name; both may be used before they are defined."""

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}
        self.unresolved: dict[str, Unresolved] = {}
        self.blocks: dict[str, Block] = {}

    def value(self, name: str, kind: Type) -> Value:
        """The value of that name."""
        found = self.values.get(name)
        if found is None:
            found = self.values[name] = self.unresolved[name] = Unresolved(kind, name)
        return found

    def block(self, name: str) -> Block:
        """The block of that name."""
        found = self.blocks.get(name)
        if found is None:
            found = self.blocks[name] = Block(name)
        return found
