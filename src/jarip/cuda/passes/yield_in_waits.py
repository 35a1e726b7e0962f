"""A fiber that waits lets others run.

Before: a loop may spin on memory that another thread of its block will change. After: each turn of
such a loop ends with a call of jarip_fiber_yield. Fiber mode only; needs `pass_thread`.
"""

from __future__ import annotations

from collections.abc import Iterable

from jarip.cuda.analysis.waits import retrying_loops
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import Call
from jarip.cuda.ir.types import PTR, VOID
from jarip.cuda.ir.values import GlobalReference
from jarip.cuda.passes.context import PassContext

YIELD = "jarip_fiber_yield"


def run_on_functions(context: PassContext, functions: Iterable[Function]) -> None:
    """Adds the calls."""
    for function in functions:
        latches = {latch for loop in retrying_loops(function) for latch in loop.latches}
        for latch in latches:
            call = Call(VOID, GlobalReference(PTR, YIELD), [function.arguments[0]])
            latch.instructions.insert(-1, call)
            context.support.add(YIELD)
