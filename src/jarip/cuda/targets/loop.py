"""Loop mode: one worker runs a block's threads one after the other, from barrier to barrier."""

from __future__ import annotations

from dataclasses import dataclass

from jarip.cuda.analysis.arena import place_shared
from jarip.cuda.analysis.keep import Layout
from jarip.cuda.analysis.region_flow import EXIT, Flow, region_flow
from jarip.cuda.analysis.uniformity import Uniformity, analyse_uniformity
from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import Instruction, Return
from jarip.cuda.ir.layout import align_of, size_of
from jarip.cuda.ir.printer import print_function
from jarip.cuda.ir.types import I32
from jarip.cuda.ir.values import Argument, ConstantInt
from jarip.cuda.passes import (
    canonicalize,
    lower_to_thread,
    lower_variables,
    plain_atomics,
    region_signature,
    split_blocks,
    split_regions,
)
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.driver import ON_STACK, Driver, Frame
from jarip.cuda.passes.dump import dump_text
from jarip.cuda.passes.localize import local_name
from jarip.cuda.passes.region_signature import Signature
from jarip.cuda.passes.split_blocks import meets
from jarip.cuda.targets.hostmodule import MODE_LOOP, Descriptor, finish, write_module
from jarip.cuda.targets.kernel_plan import KernelPlan


@dataclass
class SplitKernel:
    """A kernel as regions, ready to be called by a loop over threads."""

    functions: list[Function]
    signature: Signature
    layout: Layout
    flow: Flow


def emit(context: PassContext, plan: KernelPlan) -> str:
    """The host module of a kernel in loop mode."""
    name = plan.kernel.name
    split = split_kernel(context, plan)
    shared = frozenset([split.signature.dynamic, *split.signature.shared.values()])
    plain_atomics.run_on(context, split.functions, shared)
    _, shared_bytes = place_shared(context.module.variables.values(), plan.shared_first)
    frame = frame_of(context, plan, split, shared_bytes)
    others = lower_others(context)
    driver = Driver(frame, split.functions, split.signature)
    context.regions = split.functions
    finish(context)
    texts = [print_function(f, "alwaysinline #0") for f in split.functions]
    descriptor = Descriptor(
        name, MODE_LOOP, plan.block, frame.name,
        regions=len(split.functions),
        static_shared_bytes=0 if frame.shared_on_stack and not others else shared_bytes,
        context_bytes=0 if frame.context_on_stack else frame.context_bytes,
    )  # fmt: skip
    texts += [driver.write(), descriptor.text()]
    for text in texts:
        dump_text("driver", text)
    return write_module(context, texts)


def split_kernel(context: PassContext, plan: KernelPlan) -> SplitKernel:
    """Takes the kernel out of the module and splits it at its barriers."""
    kernel = plan.kernel
    del context.module.functions[kernel.name]
    signature = region_signature.run_on(context, kernel)
    split_blocks.run_on(context, kernel, signature)
    if not any(meets(block) for block in kernel.blocks):
        return SplitKernel([_single(kernel)], signature, Layout(plan.threads), Flow.TOGETHER)
    varying = _varying(signature, plan.block)
    uniformity = analyse_uniformity(kernel, varying)
    flow = _flow(kernel, uniformity)
    regions = split_regions.run_on(
        context, kernel, signature, uniformity, plan.threads, flow is not Flow.APART
    )
    functions = canonicalize.run_on(context, regions.functions)
    return SplitKernel(functions, regions.signature, regions.layout, flow)


def lower_others(context: PassContext) -> list[Function]:
    """Lowers the device functions that stay calls; they find everything through the thread."""
    others = list(context.module.functions.values())
    lower_to_thread.run_on_functions(context, others)
    lower_variables.run_on_functions(context, others, shared=True)
    return others


def frame_of(
    context: PassContext, plan: KernelPlan, split: SplitKernel, shared_bytes: int
) -> Frame:
    """What the driver is written for."""
    variables = context.module.variables
    shared = {
        name: (
            size_of(variables[name].type),
            max(variables[name].alignment, align_of(variables[name].type), 64),
            context.shared[name],
        )
        for name in split.signature.shared
    }
    uses_thread = any(_passes_thread(i, split) for f in split.functions for i in f.instructions())
    return Frame(
        name=local_name(plan.kernel.name),
        block=plan.block,
        places=plan.places,
        shared=shared,
        shared_on_stack=not uses_thread and shared_bytes <= ON_STACK,
        layout=split.layout,
        flow=split.flow,
        uses_thread=uses_thread,
    )


def _passes_thread(instruction: Instruction, split: SplitKernel) -> bool:
    return split.signature.thread in instruction.operands


def _single(kernel: Function) -> Function:
    """A kernel without barriers is one region, whose threads are done at its end."""
    kernel.name = "region.0"
    kernel.result = I32
    for block in kernel.blocks:
        if isinstance(block.terminator, Return):
            block.instructions[-1] = Return(ConstantInt(I32, EXIT))
    kernel.linkage, kernel.kernel, kernel.attributes = "internal", False, frozenset()
    return kernel


def _varying(signature: Signature, block: tuple[int, int, int]) -> list[Argument]:
    along = [a for a, extent in zip(signature.tid, block, strict=True) if extent > 1]
    return [*along, signature.linear]


def _flow(kernel: Function, uniformity: Uniformity) -> Flow:
    parts = split_regions.find_parts(kernel)
    numbers = {part.entry: part.number for part in parts}
    results: dict[Block, int] = {}
    for block in kernel.blocks:
        if meets(block):
            results[block] = numbers[block.successors[0]]
        elif isinstance(block.terminator, Return):
            results[block] = EXIT
    return region_flow((part.blocks for part in parts), results, uniformity.divergent)
