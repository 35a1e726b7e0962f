"""LLVM puts region functions back into the form that widening and emission expect.

Before: functions of one thread with allocas for values of several definitions. After: the same in
SSA form, without what no region needs, loops simplified and in LCSSA form, switches lowered, every
value named. It runs under the NVPTX target machine, which keeps warp operations where they are.
"""

from __future__ import annotations

import llvmlite.binding as llvm

from jarip.cuda.errors import CompilerDefect
from jarip.cuda.ir.chunks import cut_module
from jarip.cuda.ir.debug import module_nodes, nodes_named_by, rename_nodes, renumbered
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.parser import parse_chunks
from jarip.cuda.ir.printer import print_function, print_type
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.prepare import HEADER, nvptx_machine


def run_on(context: PassContext, functions: list[Function]) -> list[Function]:
    """The functions again, parsed from what LLVM made of them, with the same arguments."""
    module = context.module
    parts = [HEADER, *(print_type(t) for t in module.types.values())]
    parts += [f"@{name} = external global i8" for name in sorted(_globals(context, functions))]
    parts += [print_function(f) for f in functions]
    others = list(module.functions.values())
    kept = list(dict.fromkeys([*filter(None, [context.subprogram]), *nodes_named_by(others)]))
    parts += module_nodes(module.metadata, kept)
    try:
        parsed = llvm.parse_assembly("\n".join(parts))
    except RuntimeError as error:
        raise CompilerDefect(f"Jarip made an invalid region: {error}") from error
    _simplify(parsed)
    chunks = cut_module(str(parsed))
    again = parse_chunks(chunks, frozenset(f.name for f in functions))
    module.metadata = again.metadata
    names = renumbered(again.metadata, kept)
    rename_nodes(others, names)
    context.subprogram = names.get(context.subprogram, "")
    module.types.update(again.types)
    for old in functions:
        new = again.functions[old.name]
        replacements: dict[object, object] = dict(zip(new.arguments, old.arguments, strict=True))
        new.replace_uses(replacements)
        new.arguments = old.arguments
    return [again.functions[f.name] for f in functions]


def _globals(context: PassContext, functions: list[Function]) -> set[str]:
    from jarip.cuda.ir.values import GlobalReference

    found = set()
    for function in functions:
        for instruction in function.instructions():
            operands = [*instruction.operands, getattr(instruction, "callee", None)]
            for operand in operands:
                if isinstance(operand, GlobalReference) and not operand.name.startswith("llvm."):
                    found.add(operand.name)
    return found


def _simplify(module: llvm.ModuleRef) -> None:
    builder = llvm.create_pass_builder(nvptx_machine(), llvm.create_pipeline_tuning_options(1))
    manager = llvm.create_new_module_pass_manager()
    for add in (
        manager.add_sroa_pass,
        manager.add_instruction_combine_pass,
        manager.add_simplify_cfg_pass,
        manager.add_lower_switch_pass,
        manager.add_loop_simplify_pass,
        manager.add_lcssa_pass,
        manager.add_aggressive_dce_pass,
        manager.add_instruction_namer_pass,
    ):
        add()
    manager.run(module, builder)
