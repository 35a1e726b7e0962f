"""A module: named types, global variables, functions, declarations and the metadata in use."""

from __future__ import annotations

from dataclasses import dataclass, field

from jarip.cuda.ir.function import Function
from jarip.cuda.ir.types import FunctionType, StructType, Type
from jarip.cuda.ir.values import Constant


@dataclass
class GlobalVariable:
    """A variable. `initializer` is None for an external one (dynamic shared memory)."""

    name: str
    type: Type
    space: int
    constant: bool
    alignment: int
    initializer: Constant | None
    linkage: str
    externally_initialized: bool = False

    @property
    def private(self) -> bool:
        """Whether nothing outside the module can name it (string literals, internal tables)."""
        return self.linkage in ("private", "internal")


@dataclass
class Declaration:
    """A function without a body."""

    name: str
    type: FunctionType


@dataclass
class Module:
    """What one parse gives; functions are in the order of the text.

    `types`, `variables`, `functions` and `declarations` are by name without the sigil; `metadata`
    maps a node (`!7`) to its text.
    """

    types: dict[str, StructType] = field(default_factory=dict)
    variables: dict[str, GlobalVariable] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    declarations: dict[str, Declaration] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
