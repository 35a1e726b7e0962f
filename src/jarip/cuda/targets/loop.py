"""Loop mode: one worker runs a block's threads one after the other, from barrier to barrier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from jarip.cuda.analysis.arena import found_by_number, place_shared
from jarip.cuda.analysis.divergence import Divergence, analyse_divergence
from jarip.cuda.analysis.escapes import drop_false_noalias
from jarip.cuda.analysis.graph import Graph, IrreducibleError
from jarip.cuda.analysis.keep import ACCUMULATOR_BYTES, Layout
from jarip.cuda.analysis.loops import Loop
from jarip.cuda.analysis.region_flow import EXIT, Flow, region_flow
from jarip.cuda.analysis.shape import Shape
from jarip.cuda.analysis.uniformity import Uniformity, analyse_uniformity
from jarip.cuda.analysis.waits import lock_loops
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import Return
from jarip.cuda.ir.layout import align_of, size_of
from jarip.cuda.ir.printer import print_function
from jarip.cuda.ir.types import I32
from jarip.cuda.ir.values import Argument, ConstantInt, Value
from jarip.cuda.passes import (
    canonicalize,
    count_turns,
    deal_columns,
    jam_turns,
    lower_to_thread,
    lower_variables,
    merge_guards,
    pause_in_waits,
    plain_atomics,
    prefetch_ahead,
    region_signature,
    split_blocks,
    split_regions,
)
from jarip.cuda.passes.apart_driver import ApartDriver
from jarip.cuda.passes.choose_width import Groups, is_mixed_address
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.driver import Driver
from jarip.cuda.passes.dump import dump_functions, dump_text
from jarip.cuda.passes.facts import Facts
from jarip.cuda.passes.frame import ON_STACK, Frame
from jarip.cuda.passes.group_driver import group_shapes
from jarip.cuda.passes.localize import local_name
from jarip.cuda.passes.region_signature import Signature
from jarip.cuda.passes.split_blocks import meets
from jarip.cuda.passes.widen.calls import call_shape
from jarip.cuda.passes.widen.warp import is_warp_operation
from jarip.cuda.targets import host
from jarip.cuda.targets.hostmodule import MODE_IN_ORDER, MODE_LOOP, Descriptor, finish, write_module
from jarip.cuda.targets.kernel_plan import KernelPlan

DEALS_COLUMNS = False
"""Whether `passes/deal_columns.py` is used. Not until it is understood why CCCL's segmented sort,
where it deals columns of bytes, reads out of bounds with it (decision 28)."""


@dataclass
class SplitKernel:
    """A kernel as regions, ready to be called by a loop over threads.

    `waits` says whether some loop waits for blocks that come before; `walks` whether a block's
    threads walk through memory in step, a barrier a turn, and neighbours may go in step with it.
    """

    functions: list[Function]
    signature: Signature
    layout: Layout
    flow: Flow
    waits: bool
    walks: bool = False


@dataclass
class ReadyKernel:
    """A split kernel with everything around it lowered: its regions can be emitted.

    `shared_pointers` are the arguments that point to memory of the block, which only its worker
    touches; `locks` says whether threads may wait for each other in a loop of retries.
    """

    split: SplitKernel
    frame: Frame
    shared_bytes: int
    shared_pointers: frozenset[Value]
    others: list[Function]

    @property
    def has_warp_operations(self) -> bool:
        """Whether lanes exchange values, so that threads cannot run one after the other."""
        return any(
            is_warp_operation(called_name(i))
            for f in self.split.functions
            for i in f.instructions()
        )

    @property
    def locks(self) -> bool:
        """Whether some loop retries an atomic operation until another thread lets it through."""
        return any(lock_loops(f) for f in self.split.functions)

    @property
    def kept_bytes(self) -> int:
        """Bytes of a block that are kept across barriers."""
        return self.split.layout.bytes - ACCUMULATOR_BYTES

    def descriptor(self, plan: KernelPlan, width: int = 1, jam: int = 1) -> Descriptor:
        """What the runtime is told of the kernel."""
        frame = self.frame
        mode = MODE_IN_ORDER if self.split.waits else MODE_LOOP
        return Descriptor(
            plan.name, mode, plan.block, frame.name,
            width=width,
            jam=jam,
            regions=len(self.split.functions),
            static_shared_bytes=(
                0 if frame.shared_on_stack and not self.others else self.shared_bytes
            ),
            context_bytes=0 if frame.context_on_stack else frame.context_bytes,
        )  # fmt: skip


def emit(context: PassContext, plan: KernelPlan) -> str:
    """The host module of a kernel whose threads run one after the other."""
    ready = make_ready(context, plan)
    context.facts = Facts("loop", 1, len(ready.split.functions), ready.kept_bytes)
    plain_atomics.run_on(context, ready.split.functions, ready.shared_pointers)
    kind = ApartDriver if ready.frame.flow is Flow.APART else Driver
    driver = kind(ready.frame, ready.split.functions, ready.split.signature)
    texts = [print_function(f, "alwaysinline #0") for f in ready.split.functions]
    texts += [driver.write(), ready.descriptor(plan).text()]
    for text in texts:
        dump_text("driver", text)
    return write_module(context, texts)


def make_ready(context: PassContext, plan: KernelPlan, groups: Groups | None = None) -> ReadyKernel:
    """Splits the kernel, for threads in groups if they run so, and lowers what regions call."""
    split = split_kernel(context, plan, groups)
    shared = frozenset([split.signature.dynamic, *split.signature.shared.values()])
    _, shared_bytes = place_shared(context.module.variables.values(), plan.shared_first)
    frame = frame_of(context, plan, split, shared_bytes)
    others = lower_others(context)
    context.regions = split.functions
    finish(context)
    return ReadyKernel(split, frame, shared_bytes, shared, others)


def split_kernel(
    context: PassContext, plan: KernelPlan, groups: Groups | None = None
) -> SplitKernel:
    """Takes the kernel out of the module and splits it at its barriers."""
    kernel = plan.kernel
    del context.module.functions[kernel.name]
    signature = region_signature.run_on(context, kernel)
    waits = pause_in_waits.run_on(context, kernel)
    extents = zip(signature.tid, plan.block, strict=True)
    count_turns.run_on(context, kernel, {index: (0, most - 1) for index, most in extents})
    if groups is not None:
        sums = _sums_in_registers(groups)
        merge_guards.run_on(context, kernel)
        jam_turns.run_on(context, kernel, signature.parameters, sums)
    split_blocks.run_on(context, kernel, signature)
    walks = groups is not None and prefetch_ahead.run_on(context, kernel, signature.parameters)
    if DEALS_COLUMNS and groups is not None and not groups.partial:
        known = partial(_over_groups, kernel, signature, plan, groups)
        deal_columns.run_on(context, kernel, groups.lanes, known)
    if not any(meets(block) for block in kernel.blocks):
        drop_false_noalias([kernel])
        single, layout = [_single(kernel)], Layout(plan.threads)
        return SplitKernel(single, signature, layout, Flow.TOGETHER, waits)
    varying = _varying(signature, plan.block)
    uniformity = analyse_uniformity(kernel, varying)
    flow = _flow(kernel, uniformity)
    together = flow is not Flow.APART
    lanes = groups.lanes if groups is not None else 1

    def shapes() -> Mapping[Value, Shape]:
        return _group_shapes(kernel, signature, plan, groups if together else None)

    regions = split_regions.run_on(
        context, kernel, signature, uniformity, plan.threads, together, lanes, shapes
    )
    dump_functions("split_regions", regions.functions)
    drop_false_noalias(regions.functions)
    functions = canonicalize.run_on(context, regions.functions)
    dump_functions("canonicalize", functions)
    walks &= not waits
    return SplitKernel(functions, regions.signature, regions.layout, flow, waits, walks)


def _sums_in_registers(groups: Groups) -> int:
    """How many values of a thread fit into half of the chip's registers, for all lanes at once."""
    bits = host.vector_bits()
    registers = 16 if bits == 512 else 8
    return registers // max(1, groups.lanes * groups.jam * 32 // bits)


def _group_shapes(
    kernel: Function, signature: Signature, plan: KernelPlan, groups: Groups | None
) -> Mapping[Value, Shape]:
    """The shapes of the kernel's values over a group; none where threads run one by one."""
    known = None if groups is None else _over_groups(kernel, signature, plan, groups)
    return {} if known is None else known[0].shapes


def _over_groups(
    kernel: Function, signature: Signature, plan: KernelPlan, groups: Groups
) -> tuple[Divergence, list[Loop]] | None:
    """What is known of the kernel's values over a group, and its loops; None: it is irreducible."""
    given, lanes, graph = group_shapes(signature, plan.block, groups), groups.lanes, Graph(kernel)
    try:
        loops = graph.loops
        shapes = analyse_divergence(
            kernel, graph, given, lanes, lambda c, s: call_shape(c, s, lanes)
        )
    except IrreducibleError:
        return None
    return shapes, list(loops)


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
    by_number = found_by_number(variables)
    instructions = [i for f in split.functions for i in f.instructions()]
    used = {o for i in instructions for o in i.operands}
    uses_thread = split.signature.thread in used
    on_stack = not (uses_thread or by_number) and shared_bytes <= ON_STACK
    return Frame(
        name=local_name(plan.name),
        block=plan.block,
        places=plan.places,
        shared=shared,
        shared_on_stack=on_stack,
        padded=on_stack and not split.walks and any(map(is_mixed_address, instructions)),
        layout=split.layout,
        flow=split.flow,
        uses_thread=uses_thread,
        uses_dynamic=split.signature.dynamic in used,
        subprogram=context.subprogram,
    )


def _single(kernel: Function) -> Function:
    """A kernel without barriers is one region, whose threads are done at its end."""
    kernel.name = "region.0"
    kernel.result = I32
    for block in kernel.blocks:
        if isinstance(block.terminator, Return):
            block.instructions[-1] = Return(ConstantInt(I32, EXIT))
    kernel.linkage, kernel.kernel, kernel.attributes = "internal", False, frozenset()
    kernel.subprogram = ""  # it belongs to the driver, which the region is inlined into
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
