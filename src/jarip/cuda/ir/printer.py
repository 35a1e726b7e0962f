"""Objects to LLVM assembly text."""

from __future__ import annotations

from jarip.cuda.ir.function import Function
from jarip.cuda.ir.module import Declaration, GlobalVariable, Module
from jarip.cuda.ir.types import StructType, struct_body


def print_function(function: Function, suffix: str = "") -> str:
    """The `define`; `suffix` is attribute text that follows the parameter list."""
    parameters = ", ".join(
        " ".join((str(a.type), *a.attributes, a.text())) for a in function.arguments
    )
    words = ["define"]
    if function.linkage:
        words.append(function.linkage)
    if function.kernel:
        words.append("ptx_kernel")
    words.append(f"{function.result} @{function.name}({parameters})")
    if suffix:
        words.append(suffix)
    if function.subprogram:
        words.append(f"!dbg {function.subprogram}")
    lines = [" ".join(words) + " {"]
    for block in function.blocks:
        lines.append(f"{block.name}:")
        lines.extend(f"  {instruction.line()}" for instruction in block.instructions)
    lines.append("}")
    return "\n".join(lines)


def print_variable(variable: GlobalVariable) -> str:
    """The variable's definition or, without an initialiser, its declaration."""
    words = [f"@{variable.name} ="]
    words.append(variable.linkage or ("external" if variable.initializer is None else ""))
    if variable.space:
        words.append(f"addrspace({variable.space})")
    words.append("constant" if variable.constant else "global")
    words.append(str(variable.type))
    if variable.initializer is not None:
        words.append(variable.initializer.text())
    line = " ".join(word for word in words if word)
    return f"{line}, align {variable.alignment}" if variable.alignment else line


def print_type(struct: StructType) -> str:
    """The definition of a named structure."""
    return f"{struct.text} = type {struct_body(struct.fields, struct.packed)}"


def print_declaration(declaration: Declaration) -> str:
    """The `declare`."""
    kind = declaration.type
    words = [str(p) for p in kind.parameters] + (["..."] if kind.vararg else [])
    return f"declare {kind.result} @{declaration.name}({', '.join(words)})"


def print_module(module: Module) -> str:
    """Everything, in an order in which LLVM reads it back."""
    parts = [print_type(t) for t in module.types.values()]
    parts += [print_variable(v) for v in module.variables.values()]
    parts += [print_declaration(d) for d in module.declarations.values()]
    parts += [print_function(f) for f in module.functions.values()]
    parts += [f"{name} = {text}" for name, text in module.metadata.items()]
    return "\n".join(parts) + "\n"
