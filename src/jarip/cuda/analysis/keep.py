"""Where values lie that are kept across barriers: the layout of a block's context.

The context of one block starts with the accumulator of barriers that count, then come values that
all threads share, each once, then one array a value with an element a thread, so that neighbouring
threads' elements are neighbours in memory. A value that is affine over the lanes of a group has an
element a group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from jarip.cuda.analysis.private_layout import bytes_of_threads
from jarip.cuda.analysis.shape import VARYING, Shape
from jarip.cuda.ir.instructions import Alloca
from jarip.cuda.ir.layout import align_of, align_up, size_of
from jarip.cuda.ir.types import I1, I8, Type
from jarip.cuda.ir.values import Value

ACCUMULATOR_BYTES = 8
LINE = 64


@dataclass
class Layout:
    """Byte offsets in the context by value.

    `threads` is the number of threads of a block, `lanes` of a group; `shapes` are those of the
    values that have an element a group.
    """

    threads: int
    lanes: int = 1
    uniform: dict[Value, int] = field(default_factory=dict)
    per_thread: dict[Value, int] = field(default_factory=dict)
    per_group: dict[Value, int] = field(default_factory=dict)
    shapes: dict[Value, Shape] = field(default_factory=dict)
    private: dict[Alloca, int] = field(default_factory=dict)
    bytes: int = ACCUMULATOR_BYTES

    def reserve(self, size: int, alignment: int) -> int:
        """Room of that many bytes."""
        offset = align_up(self.bytes, alignment)
        self.bytes = offset + size
        return offset


def stored_type(kind: Type) -> Type:
    """What a value of a type is kept as: a truth value takes a byte."""
    return I8 if kind is I1 else kind


Share = Callable[[list[Value]], Iterable[Iterable[Value]]]


def _all_apart(values: list[Value]) -> list[list[Value]]:
    return [[value] for value in values]


def lay_out(
    values: Iterable[Value],
    memories: Iterable[Alloca],
    is_uniform: Callable[[Value], bool],
    threads: int,
    lanes: int = 1,
    shapes: Mapping[Value, Shape] = MappingProxyType({}),
    share: Share = _all_apart,
) -> Layout:
    """Places values and private variables; `shapes` are over groups of `lanes` threads.

    `share` puts values that have an element a thread into sets that can lie in the same place.
    """
    layout = Layout(threads, lanes)
    rest, each = [], []
    for value in values:
        if is_uniform(value):
            kind = stored_type(value.type)
            layout.uniform[value] = layout.reserve(size_of(kind), align_of(kind))
        else:
            rest.append(value)
    for value in rest:
        shape = shapes.get(value, VARYING)
        if shape.varying:
            each.append(value)
            continue
        size = size_of(stored_type(value.type))
        layout.shapes[value] = shape
        layout.per_group[value] = layout.reserve(size * -(-threads // lanes), LINE)
    for together in map(list, share(each)):
        size = size_of(stored_type(together[0].type))
        layout.per_thread.update(dict.fromkeys(together, layout.reserve(size * threads, LINE)))
    for memory in memories:
        size = bytes_of_threads(memory, threads)
        layout.private[memory] = layout.reserve(size, max(LINE, memory.alignment))
    return layout
