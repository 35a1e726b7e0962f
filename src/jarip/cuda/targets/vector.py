"""Vector mode: a worker runs a block in groups of W threads, each region widened."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from jarip.cuda.analysis.region_flow import Flow
from jarip.cuda.analysis.shape import Shape
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.values import Value
from jarip.cuda.passes.choose_jam import rows_at_once
from jarip.cuda.passes.choose_width import Groups, choose_groups
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.dump import dump_text
from jarip.cuda.passes.facts import Facts
from jarip.cuda.passes.group_driver import GroupDriver, group_shapes
from jarip.cuda.passes.region_signature import AXES
from jarip.cuda.passes.step_driver import StepDriver, blocks_in_step
from jarip.cuda.passes.widen.function import widen_function
from jarip.cuda.passes.widen.plan import CannotWiden, WidenPlan
from jarip.cuda.passes.widen.result import Access, Wide
from jarip.cuda.targets import host, loop
from jarip.cuda.targets.hostmodule import write_module
from jarip.cuda.targets.kernel_plan import KernelPlan

MOST_INSTRUCTIONS = 30000
"""Of all regions together. One of 900 statements has 17,000: widened it takes half as long again to
compile as a loop, and a tenth of the time to run."""


def emit(context: PassContext, plan: KernelPlan) -> str:
    """The host module of a kernel in vector mode.

    Raises:
        CannotWiden: it cannot be widened; what was done to the module has to be undone.
    """
    groups = choose_groups([plan.kernel], plan.block, host.vector_bits())
    if groups is None:
        raise CannotWiden("the block has too few threads")
    ready = loop.make_ready(context, plan, groups)
    wides, shapes = _widen_all(ready, plan, groups)
    jam = max(wide.parts for wide in wides)
    driver = _driver(ready, groups, wides, shapes)
    context.facts = Facts(
        "vector",
        groups.lanes,
        len(wides),
        ready.kept_bytes,
        sum(wide.divergent_branches for wide in wides),
        sum(wide.linearised_blocks for wide in wides),
        {kind.value: sum(wide.accesses[kind] for wide in wides) for kind in Access},
        jam,
    )
    texts = [wide.text for wide in wides]
    texts += [driver.write(), ready.descriptor(plan, groups.lanes, jam).text()]
    for text in texts:
        dump_text("widen", text)
    return write_module(context, texts)


def _driver(
    ready: loop.ReadyKernel, groups: Groups, wides: list[Wide], shapes: dict[Value, Shape]
) -> GroupDriver:
    split, frame = ready.split, ready.frame
    count = blocks_in_step(frame, wides, groups) if split.walks else 1
    if count > 1:
        return StepDriver(frame, split.functions, split.signature, groups, wides, shapes, count)
    return GroupDriver(frame, split.functions, split.signature, groups, wides, shapes)


def _padded(ready: loop.ReadyKernel) -> dict[Value, int]:
    """Shared variables that the driver puts room around."""
    frame, shared = ready.frame, ready.split.signature.shared
    if not frame.padded:
        return {}
    return {shared[name]: size for name, (size, _, _) in frame.shared.items()}


def _widen_all(
    ready: loop.ReadyKernel, plan: KernelPlan, groups: Groups
) -> tuple[list[Wide], dict[Value, Shape]]:
    functions = ready.split.functions
    if ready.split.flow is Flow.APART:
        raise CannotWiden(Flow.APART.value)
    if ready.locks:
        raise CannotWiden("threads take a lock, which lanes in step would never get past")
    if sum(len(b.instructions) for f in functions for b in f.blocks) > MOST_INSTRUCTIONS:
        raise CannotWiden("the kernel is too large")
    shapes = group_shapes(ready.split.signature, plan.block, groups)
    partial = groups.partial or ready.split.flow is Flow.ALIVE
    jam = groups.jam if ready.split.flow is Flow.TOGETHER and not partial else 1
    registers = max(1, groups.lanes * 32 // host.vector_bits())
    jams = [rows_at_once(function, jam, registers) for function in functions]
    return [
        _widen(f, shapes, groups, partial, ready, rows)
        for f, rows in zip(functions, jams, strict=True)
    ], shapes


def _widen(
    function: Function,
    shapes: dict[Value, Shape],
    groups: Groups,
    partial: bool,
    ready: loop.ReadyKernel,
    jam: int,
) -> Wide:
    signature = ready.split.signature
    by_part = {signature.linear, signature.tid[AXES.index("y")]}
    plan = WidenPlan(
        name=f"{function.name}.w{groups.lanes}",
        lanes=groups.lanes,
        arguments=shapes,
        partial=partial,
        parts=jam,
        shared_by_parts=frozenset(function.arguments) - by_part,
        thread=signature.thread,
        indices=tuple(signature.tid),
        exclusive=ready.shared_pointers,
        kept=signature.context,
        padded=_padded(ready),
        permutes=host.permutable_bits(),
    )
    if jam == 1:
        return widen_function(function, plan)
    with suppress(CannotWiden):  # control differs between rows
        return widen_function(function, plan)
    alone = widen_function(function, replace(plan, name=f"{plan.name}.alone", parts=1))
    with suppress(CannotWiden):  # and not only at the start
        jammed = widen_function(function, replace(plan, alone=alone.name))
        return _together(jammed, alone)
    return alone


def _together(jammed: Wide, alone: Wide) -> Wide:
    """A function and the one that it calls, of which `--explain` tells as one."""
    return replace(
        jammed,
        text=f"{alone.text}{jammed.text}",
        declarations={**alone.declarations, **jammed.declarations},
        linearised_blocks=alone.linearised_blocks,
    )
