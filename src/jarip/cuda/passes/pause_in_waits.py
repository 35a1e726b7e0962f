"""A block that waits for others leaves the processor to them.

Before: a loop may spin on memory that another block will change, which is perhaps on no processor
now. After: each turn of such a loop ends with a call of jarip_device_pause. Not for fibers, which
let each other run.
"""

from __future__ import annotations

from jarip.cuda.analysis.waits import PAUSE, polling_loops
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import Call
from jarip.cuda.ir.types import PTR, VOID
from jarip.cuda.ir.values import GlobalReference
from jarip.cuda.passes.context import PassContext


def run_on(context: PassContext, kernel: Function) -> bool:
    """Adds the calls; whether there were any to add."""
    latches = {latch for loop in polling_loops(kernel) for latch in loop.latches}
    for latch in latches:
        latch.instructions.insert(-1, Call(VOID, GlobalReference(PTR, PAUSE), []))
        context.support.add(PAUSE)
    return bool(latches)
