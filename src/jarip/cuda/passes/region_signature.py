"""A kernel becomes a function of everything that the loop over threads knows.

Before: a kernel takes `ptr %jarip.thread` and its parameters, and asks for registers and
variables. After: it takes the arguments listed in `Signature`, in that order; special registers
and `__shared__` variables are arguments, a by-value structure that it may write to is copied
first, and other variables have their host addresses. Barriers and warp operations are still calls.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from jarip.cuda.analysis.arena import SHARED_SPACE, found_by_number
from jarip.cuda.intrinsics import layout
from jarip.cuda.intrinsics.registers import PREFIX
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import Alloca, Call, GetElementPtr, Instruction, Load
from jarip.cuda.ir.layout import size_of
from jarip.cuda.ir.types import I1, I8, I32, I64, PTR, VOID, Type
from jarip.cuda.ir.values import Argument, ConstantInt, GlobalReference, Value
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.lower_variables import run_on_functions

AXES = ("x", "y", "z")


@dataclass
class Signature:
    """The arguments of a kernel's regions.

    `thread` is the hidden JaripThread, `linear` the thread's index in its block (i64), `tid`,
    `ctaid` and `nctaid` have three each. `shared` are the static `__shared__` variables by name
    and `dynamic` the dynamic part. `uniform` are values kept across a barrier that all threads of
    the block share; `reduced` is the sum of the last barrier that counts. Parameters in
    `by_address` are structures that are used where they lie in the packed buffer.
    """

    thread: Argument
    launch: Argument
    worker: Argument
    context: Argument
    dynamic: Argument
    reduced: Argument
    shared: dict[str, Argument]
    parameters: list[Argument]
    ctaid: list[Argument]
    nctaid: list[Argument]
    tid: list[Argument]
    linear: Argument
    uniform: list[Argument] = field(default_factory=list)
    by_address: frozenset[Argument] = frozenset()

    def arguments(self) -> list[Argument]:
        """All, in the order of the function's parameter list."""
        return [
            self.thread, self.launch, self.worker, self.context, self.dynamic, self.reduced,
            *self.shared.values(), *self.parameters, *self.uniform, *self.ctaid, *self.nctaid,
            *self.tid, self.linear,
        ]  # fmt: skip

    def varying(self) -> frozenset[Argument]:
        """Those that differ between the threads of a block."""
        return frozenset([*self.tid, self.linear])


def run_on(context: PassContext, kernel: Function) -> Signature:
    """Rewrites one kernel; needs the common passes to have run."""
    thread, *parameters = kernel.arguments
    alone = () if found_by_number(context.module.variables) else ("noalias",)
    shared = {
        name: Argument(PTR, f"shared.{number}", alone)
        for number, name in enumerate(_shared_in_use(context, kernel))
    }
    signature = Signature(
        thread=thread,
        launch=Argument(PTR, "launch"),
        worker=Argument(PTR, "worker"),
        context=Argument(PTR, "context", ("noalias",)),
        dynamic=Argument(PTR, "dynamic"),
        reduced=Argument(I32, "reduced"),
        shared=shared,
        parameters=parameters,
        ctaid=[Argument(I32, f"ctaid.{axis}") for axis in AXES],
        nctaid=[Argument(I32, f"nctaid.{axis}") for axis in AXES],
        tid=[Argument(I32, f"tid.{axis}") for axis in AXES],
        linear=Argument(I64, "thread"),
    )
    for parameter in parameters:
        parameter.name = f"p.{parameter.name.strip(chr(34))}" if parameter.name else "p"
    signature.by_address = _copy_written(context, kernel, parameters)
    _registers(context, kernel, signature)
    _variables(context, kernel, signature)
    kernel.arguments = signature.arguments()
    return signature


def _shared_in_use(context: PassContext, kernel: Function) -> list[str]:
    """Static shared variables that the kernel itself mentions."""
    found: dict[str, None] = {}
    for instruction in kernel.instructions():
        for operand in instruction.operands:
            if isinstance(operand, GlobalReference) and operand.name in context.shared:
                found[operand.name] = None
    return sorted(found)


def _copy_written(
    context: PassContext, kernel: Function, parameters: list[Argument]
) -> frozenset[Argument]:
    """A by-value parameter that is not read-only is copied to memory of the thread's own."""
    structures: set[Argument] = set()
    replacements: dict[object, object] = {}
    prologue: list[Instruction] = []
    for parameter in parameters:
        kind = _by_value(context, parameter)
        words = parameter.attributes
        parameter.attributes = tuple(w for w in words if w in ("noalias", "readonly"))
        if kind is not None:
            structures.add(parameter)
        if kind is None or "readonly" in words:
            continue
        own = context.named(Alloca(kind, 16), "own")
        size = ConstantInt(I64, size_of(kind))
        copy = Call(VOID, GlobalReference(PTR, "llvm.memcpy.p0.p0.i64"),
                    [own, parameter, size, ConstantInt(I1, 0)])  # fmt: skip
        prologue += [own, copy]
        replacements[parameter] = own
    kernel.replace_uses(replacements)
    kernel.entry.instructions[:0] = prologue
    return frozenset(structures)


def _by_value(context: PassContext, parameter: Argument) -> Type | None:
    for word in parameter.attributes:
        if word.startswith("byval(%"):
            return context.module.types[word[len("byval(%") : -1]]
        if word.startswith("byval("):
            raise ValueError(f"by-value parameter of a nameless type: {word}")
    return None


def _registers(context: PassContext, kernel: Function, signature: Signature) -> None:
    """Special registers become arguments, or what is read from the launch and the worker."""
    known: dict[str, Value] = {}
    for name in ("tid", "ctaid", "nctaid"):
        for axis, argument in zip(AXES, getattr(signature, name), strict=True):
            known[f"{name}.{axis}"] = argument
    replacements: dict[object, object] = {}
    for block in kernel.blocks:
        out: list[Instruction] = []
        for instruction in block.instructions:
            name = called_name(instruction)
            register = name.removeprefix(PREFIX)
            if register == name:
                out.append(instruction)
            elif register in known:
                replacements[instruction] = known[register]
            else:
                out += _read(context, instruction, register, signature)
        block.instructions = out
    kernel.replace_uses(replacements)


def _read(
    context: PassContext, instruction: Instruction, register: str, signature: Signature
) -> list[Instruction]:
    clocks = {"clock64": "jarip_device_clock64", "globaltimer": "jarip_device_globaltimer"}
    if register in clocks:
        assert isinstance(instruction, Call)
        instruction.callee = GlobalReference(PTR, clocks[register])
        context.support.add(clocks[register])
        return [instruction]
    places = {
        "smid": (signature.worker, layout.WORKER_INDEX),
        "dynamic_smem_size": (signature.launch, layout.LAUNCH_DYNAMIC_BYTES),
        **{
            f"ntid.{axis}": (signature.launch, layout.LAUNCH_BLOCK + 4 * i)
            for i, axis in enumerate(AXES)
        },
    }
    base, offset = places[register]
    address = context.named(GetElementPtr(I8, [base, ConstantInt(I64, offset)]), "register")
    load = Load(I32, address, 4, instruction.name)
    # The call's users keep their operand: the load takes the call's place and name.
    for user in _users(instruction, context):
        user.operands = [load if o is instruction else o for o in user.operands]
    return [address, load]


def _users(value: Instruction, context: PassContext) -> list[Instruction]:
    return [
        i for f in context.module.functions.values() for i in f.instructions()
        if any(o is value for o in i.operands)
    ]  # fmt: skip


def _variables(context: PassContext, kernel: Function, signature: Signature) -> None:
    for instruction in kernel.instructions():
        operands = instruction.operands
        for index, operand in enumerate(operands):
            if not isinstance(operand, GlobalReference):
                continue
            variable = context.module.variables.get(operand.name)
            if variable is not None and variable.space == SHARED_SPACE:
                operands[index] = signature.shared.get(operand.name, signature.dynamic)
    run_on_functions(context, [kernel], shared=False)
