"""What widening is asked to do with one function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jarip.cuda.analysis.shape import Shape
from jarip.cuda.ir.values import Value
from jarip.cuda.passes.widen.code import wide_type

PADDING = 128
"""Bytes. Two registers of 512 bits that hold an element of memory reach no further beyond it."""


@dataclass(frozen=True)
class WidenPlan:
    """Width and calling convention of the wide function.

    `name` is the new function's. `lanes` is W, a power of two. `arguments` gives the shape of each
    argument over the lanes: uniform and affine ones are passed as scalars (lane 0's value), varying
    ones as vectors. `parts` is how many groups are jammed into one call (1: none): arguments that
    are not in `shared_by_parts` are passed once a part, in order. With `partial`, a last argument
    `<W x i1> %active` says which lanes run; otherwise all do.

    `alone` is the wide function that does the same for one group, without `parts`: it is called
    where an early branch parts jammed groups.

    `thread` is the hidden JaripThread that calls may pass on; a lane's call is made with that
    lane's `indices` (threadIdx) in it. `exclusive` are arguments that point to memory which no
    other group touches meanwhile; `kept` is the argument behind which lie values that threads keep
    across barriers. `padded` gives the size in bytes of arguments' memory that is exclusive and has
    PADDING bytes of nobody's before and after it. `permutes` is the size in bits of registers whose
    elements can be put in any order, 0 where there is no such instruction.
    """

    name: str
    lanes: int
    arguments: Mapping[Value, Shape]
    partial: bool = False
    parts: int = 1
    shared_by_parts: frozenset[Value] = field(default_factory=frozenset)
    thread: Value | None = None
    indices: tuple[Value, ...] = ()
    exclusive: frozenset[Value] = field(default_factory=frozenset)
    kept: Value | None = None
    padded: Mapping[Value, int] = field(default_factory=dict)
    permutes: int = 0
    alone: str = ""

    def passed_as(self, argument: Value) -> str:
        """The LLVM type of an argument of the wide function."""
        shape = self.arguments.get(argument)
        if shape is not None and shape.varying:
            return wide_type(argument.type, self.lanes)
        return str(argument.type)


class CannotWiden(Exception):
    """The function is left to the fallback; the message says why, for `jarip nvcc --explain`."""
