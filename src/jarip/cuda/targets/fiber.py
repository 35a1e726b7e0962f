"""Fiber mode: the kernel is compiled as it is, for one thread with a stack of its own."""

from __future__ import annotations

from jarip.cuda.analysis.arena import place_shared
from jarip.cuda.passes import (
    lower_to_thread,
    lower_variables,
    unpack_parameters,
    yield_in_waits,
)
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.facts import Facts
from jarip.cuda.passes.localize import local_name
from jarip.cuda.targets.hostmodule import MODE_FIBER, Descriptor, finish, write_module
from jarip.cuda.targets.kernel_plan import KernelPlan


def emit(context: PassContext, plan: KernelPlan) -> str:
    """The host module of a kernel in fiber mode."""
    name = plan.name
    yield_in_waits.run_on_functions(context, context.module.functions.values())
    lower_to_thread.run(context)
    lower_variables.run(context)
    unpack_parameters.run_on(context, plan.kernel, plan.places)
    finish(context)
    _, shared = place_shared(context.module.variables.values(), plan.shared_first)
    context.facts = Facts("fiber")
    descriptor = Descriptor(
        name, MODE_FIBER, plan.block, local_name(name), static_shared_bytes=shared
    )
    return write_module(context, [descriptor.text()])
