"""Which values all threads of a block share, and which branches they all take alike.

It is the divergence analysis with the whole block as one group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jarip.cuda.analysis.divergence import analyse_divergence
from jarip.cuda.analysis.graph import Graph, IrreducibleError
from jarip.cuda.analysis.shape import UNIFORM, VARYING, Shape
from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import Branch, Call, Instruction
from jarip.cuda.ir.values import GlobalReference, Value

# Wider than any block, so that nothing is uniform for the sake of a group's size.
_EVERYONE = 1 << 20
_ELEMENTWISE = ("llvm.nvvm.", "llvm.experimental", "llvm.stack")


@dataclass(frozen=True)
class Uniformity:
    """The result."""

    is_uniform: Callable[[Value], bool]
    divergent: frozenset[Block]


def analyse_uniformity(function: Function, varying: Iterable[Value]) -> Uniformity:
    """Runs the analysis.

    Args:
        function: A kernel whose registers are arguments.
        varying: The arguments that differ between threads.
    """
    pinned: dict[Value, Shape] = dict.fromkeys(function.arguments, UNIFORM)
    pinned.update(dict.fromkeys(varying, VARYING))
    try:
        graph = Graph(function)
        graph.loops  # noqa: B018 - an irreducible cycle is found here
    except IrreducibleError:
        return _nothing_known(function, frozenset(varying))
    result = analyse_divergence(function, graph, pinned, _EVERYONE, _call_shape)
    return Uniformity(lambda value: result.shape(value).uniform, frozenset(result.branches))


def _call_shape(call: Call, shapes: list[Shape]) -> Shape:
    name = call.callee.name if isinstance(call.callee, GlobalReference) else ""
    pure = name.startswith(("llvm.", "jarip.all.")) and not name.startswith(_ELEMENTWISE)
    return UNIFORM if pure and all(s.uniform for s in shapes) else VARYING


def _nothing_known(function: Function, varying: frozenset[Value]) -> Uniformity:
    branches = frozenset(b for b in function.blocks if isinstance(b.terminator, Branch))
    return Uniformity(lambda v: not isinstance(v, Instruction) and v not in varying, branches)
