"""Widens a whole function: analysis, slots, control, and the text of the result.

Valid before: SSA in LCSSA form with loops simplified, no switch, no barrier, every cycle with one
header. Valid after: a function with the plan's signature that does for the active lanes, in some
interleaving, what the function did for one thread.
"""

from __future__ import annotations

from collections.abc import Set

from jarip.cuda.analysis.divergence import analyse_divergence
from jarip.cuda.analysis.graph import Graph, IrreducibleError
from jarip.cuda.analysis.points_into import points_into
from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import Alloca, Branch, Instruction, Phi, Return
from jarip.cuda.ir.types import VOID
from jarip.cuda.ir.values import Argument, Value
from jarip.cuda.passes import interleave_private
from jarip.cuda.passes.widen import near_addresses
from jarip.cuda.passes.widen.calls import call_shape
from jarip.cuda.passes.widen.code import Code
from jarip.cuda.passes.widen.control import Control
from jarip.cuda.passes.widen.early_branches import early_branches
from jarip.cuda.passes.widen.load_rows import find_load_rows
from jarip.cuda.passes.widen.plan import CannotWiden, WidenPlan
from jarip.cuda.passes.widen.result import Wide
from jarip.cuda.passes.widen.values import Values


def widen_function(function: Function, plan: WidenPlan) -> Wide:
    """The wide function.

    A function that returns i32 is a region: its result is the region that comes next, -1 when the
    thread is done; wide, it returns `{ i32 next, iW still_active }`. Others return void.

    Raises:
        CannotWiden: the function is irreducible or uses something that has no wide form.
    """
    near_addresses.run_on(function)
    memories = [i for i in function.instructions() if isinstance(i, Alloca)]
    interleave_private.run_on(function, memories, plan.lanes)
    graph = Graph(function)
    try:
        graph.loops  # noqa: B018 - an irreducible cycle is found here
    except IrreducibleError as error:
        raise CannotWiden(str(error)) from error
    divergence = analyse_divergence(
        function,
        graph,
        plan.arguments,
        plan.lanes,
        lambda call, shapes: call_shape(call, shapes, plan.lanes),
    )
    asked = early_branches(graph) if plan.parts > 1 and plan.alone else frozenset()
    if plan.parts > 1 and (divergence.branches.keys() - asked or plan.partial):
        raise CannotWiden("groups are jammed only where control is uniform")
    code = Code(plan.lanes)
    invariant = _invariant(function, plan) if plan.parts > 1 else frozenset()
    exclusive = points_into(function, plan.exclusive)
    load_rows = find_load_rows(function)
    values = Values(code, divergence, plan, invariant, exclusive, load_rows)
    if plan.parts > 1:
        _require_shared_control(graph, values, asked)
    for value in _cross_block_values(graph):
        values.give_slot(value)
    returns_region = function.result is not VOID
    control = Control(function, graph, divergence, values, plan, returns_region)
    control.emit()
    return _assemble(function, plan, values, control, returns_region, len(divergence.branches))


def _cross_block_values(graph: Graph) -> list[Value]:
    """Phis, and what is used in another block than its own (a phi uses on the edge)."""
    home: dict[Value, Block] = {}
    for block in graph.reverse_postorder:
        for instruction in block.instructions:
            home[instruction] = block
    crossing: dict[Value, None] = {}
    for block in graph.reverse_postorder:
        for instruction in block.instructions:
            if isinstance(instruction, Phi):
                crossing[instruction] = None
                for value, source in zip(instruction.operands, instruction.blocks, strict=True):
                    if home.get(value, source) is not source:
                        crossing[value] = None
                continue
            for value in _uses(instruction):
                if home.get(value, block) is not block:
                    crossing[value] = None
    return list(crossing)


def _uses(instruction: Instruction) -> list[Value]:
    callee = getattr(instruction, "callee", None)
    return instruction.operands if callee is None else [*instruction.operands, callee]


def _invariant(function: Function, plan: WidenPlan) -> frozenset[Value]:
    """What all parts share: computed from nothing but shared arguments, without side effects."""
    shared: set[Value] = set(plan.shared_by_parts)
    candidates = [
        i for i in function.instructions() if i.type is not VOID and i.opcode in SHAREABLE
    ]
    optimistic = shared | set(candidates)
    changed = True
    while changed:
        changed = False
        for instruction in candidates:
            if instruction in optimistic and not all(
                _is_shared(o, optimistic) for o in instruction.operands
            ):
                optimistic.discard(instruction)
                changed = True
    return frozenset(optimistic)


SHAREABLE = frozenset(
    """phi load getelementptr icmp fcmp select add sub mul udiv sdiv urem srem shl lshr ashr and or
    xor fadd fsub fmul fdiv frem fneg freeze trunc zext sext fptrunc fpext fptoui fptosi uitofp
    sitofp ptrtoint inttoptr bitcast addrspacecast extractvalue insertvalue extractelement
    insertelement shufflevector""".split()
)


def _is_shared(value: Value, shared: set[Value]) -> bool:
    if isinstance(value, Instruction | Argument):
        return value in shared
    return True


def _require_shared_control(graph: Graph, values: Values, asked: Set[Block]) -> None:
    for block in graph.reverse_postorder:
        if block in asked:
            continue
        end = block.terminator
        operands = end.operands if isinstance(end, Branch | Return) else []
        for operand in operands:
            if isinstance(operand, Instruction) and operand not in values.invariant:
                raise CannotWiden("jammed groups would take different branches")


def _assemble(
    function: Function,
    plan: WidenPlan,
    values: Values,
    control: Control,
    returns_region: bool,
    divergent: int,
) -> Wide:
    words = []
    for argument in function.arguments:
        kind = plan.passed_as(argument)
        attributes = "".join(f" {a}" for a in argument.attributes)
        if plan.parts == 1 or argument in plan.shared_by_parts:
            words.append(f"{kind}{attributes} %{argument.name}")
        else:
            words += [f"{kind} %{argument.name}.part{part}" for part in range(plan.parts)]
    if plan.partial:
        words.append(f"{values.code.mask_type} %active")
    result = f"{{ i32, i{plan.lanes} }}" if returns_region else "void"
    lines = [
        f"define internal {result} @{plan.name}({', '.join(words)}) alwaysinline #0 {{",
        "entry.allocas:",
    ]
    lines += [*values.code.allocas, f"  br label %{control.entry_label}"]
    lines += [*values.code.lines, "}"]
    return Wide(
        name=plan.name,
        text="\n".join(lines) + "\n",
        declarations=values.code.declarations,
        parameters=tuple(words),
        result=result,
        divergent_branches=divergent,
        linearised_blocks=control.linearised,
        accesses={kind: len(found) for kind, found in values.noted.items()},
        parts=plan.parts,
    )
