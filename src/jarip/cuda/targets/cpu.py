"""The CPU: from an image to the machine code of a kernel or of the image's module object.

`KERNEL_STAGES` and `MODULE_STAGES` are the compilations, in order.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from jarip.cuda.analysis.arena import place_shared
from jarip.cuda.analysis.calls import called_from
from jarip.cuda.analysis.exports import Exports, find_exports
from jarip.cuda.errors import CompilerDefect, DeviceCompileError
from jarip.cuda.ir.chunks import Chunks, cut_module, reachable
from jarip.cuda.ir.module import Module
from jarip.cuda.ir.parser import parse_chunks
from jarip.cuda.jit.image import Image
from jarip.cuda.passes import lower_to_thread, lower_variables, prepare, yield_in_waits
from jarip.cuda.passes.choose_mode import forced_mode, reasons_for_fibers
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.dump import dump
from jarip.cuda.passes.pipeline import COMMON
from jarip.cuda.passes.widen.plan import CannotWiden
from jarip.cuda.targets import fiber, host, loop, vector
from jarip.cuda.targets.definitions import define_exports
from jarip.cuda.targets.hostmodule import finish, write_module
from jarip.cuda.targets.kernel_plan import KernelPlan

# One a mode; vector mode is tried first and raises where it cannot be.
EMITTERS: dict[str, Callable[[PassContext, KernelPlan], str]] = {
    "fiber": fiber.emit,
    "loop": loop.emit,
}


MOST_LINES_TO_VECTORIZE = 3000
"""Lines of LLVM text beyond which LLVM's own vectorisers cost seconds and find little."""

MOST_LINES_FOR_EVERYTHING = 10_000
"""Beyond, LLVM's lighter pipeline: the full one takes half as long again, for the same code."""


@dataclass
class Source:
    """An image, cut; what its kernels share is computed once."""

    image: Image
    chunks: Chunks
    exports: Exports
    shared_first: frozenset[str]


@dataclass
class Compilation:
    """What the stages of one compilation hand on."""

    source: Source
    kernel: str = ""
    block: tuple[int, int, int] | None = None
    together: bool = False
    may_widen: bool = True
    prepared: str = ""
    context: PassContext = field(default_factory=lambda: PassContext(Module()))
    text: str = ""
    widened: bool = False
    code: bytes = b""


Stage = Callable[[Compilation], None]


def set_up() -> None:
    """Does ahead what the first compilation would: readies LLVM for the device and the chip."""
    prepare.nvptx_machine()
    host.header()


def open_image(image: Image) -> Source:
    """Cuts an image and finds what its module object defines."""
    chunks = cut_module(image.ir)
    exports = find_exports(chunks)
    below = reachable(chunks, exports.functions)
    shared = {n for n in below if "addrspace(3) " in chunks.variables.get(n, "")[:120]}
    return Source(image, chunks, exports, frozenset(shared))


def compile_kernel(
    source: Source, kernel: str, block: tuple[int, int, int], together: bool = False
) -> bytes:
    """The machine code of one kernel for one block shape.

    With `together`, all blocks are under way at once, and each may wait for any other.

    A kernel that widening fails on, by a defect of ours, is compiled without and works all the
    same; the user is told. It fails where vector mode is forced, so tests see it.

    Raises:
        DeviceCompileError: the kernel is not in the image or uses something unsupported.
    """
    try:
        return _compile_kernel(source, kernel, block, together)
    except Exception as error:
        refused = isinstance(error, DeviceCompileError) and not isinstance(error, CompilerDefect)
        if refused or forced_mode():
            raise
        code = _compile_kernel(source, kernel, block, together, may_widen=False)
        text = f"{type(error).__name__}: {error}".partition("\n")[0]
        print(
            f"jarip: kernel {kernel} runs a thread at a time, because a defect of Jarip kept it "
            f"from being vectorised; report it: {text}",
            file=sys.stderr,
        )
        return code


def _compile_kernel(
    source: Source,
    kernel: str,
    block: tuple[int, int, int],
    together: bool,
    may_widen: bool = True,
) -> bytes:
    compilation = lower_kernel(source, kernel, block, together, may_widen)
    _generate(compilation)
    return compilation.code


def lower_kernel(
    source: Source,
    kernel: str,
    block: tuple[int, int, int],
    together: bool = False,
    may_widen: bool = True,
) -> Compilation:
    """A kernel's compilation up to where LLVM takes over; raises as `compile_kernel` does."""
    if kernel not in source.image.kernels or kernel not in source.chunks.functions:
        raise DeviceCompileError(f"the device image has no kernel {kernel}")
    compilation = Compilation(source, kernel, block, together, may_widen)
    for name, stage in KERNEL_STAGES.items():
        if name != "generate":
            stage(compilation)
    return compilation


def compile_module(source: Source) -> bytes:
    """The machine code of an image's variables and of the functions whose address is taken."""
    compilation = Compilation(source)
    for stage in MODULE_STAGES.values():
        stage(compilation)
    return compilation.code


def _prepare_kernel(state: Compilation) -> None:
    source = state.source
    state.prepared = prepare.run(source.chunks, [state.kernel], state.block)
    _parse(state, [state.kernel])


def _prepare_module(state: Compilation) -> None:
    names = sorted(state.source.exports.names)
    state.prepared = prepare.run(state.source.chunks, names, None)
    _parse(state, sorted(state.source.exports.functions))


def _parse(state: Compilation, roots: list[str]) -> None:
    source = state.source
    chunks = cut_module(state.prepared)
    wanted = called_from(chunks, roots) | chunks.variables.keys()
    module = parse_chunks(chunks, frozenset(wanted))
    _add_shared(source, module)
    offsets, _ = place_shared(module.variables.values(), source.shared_first)
    exported = source.exports.names
    state.context = PassContext(
        module, source.image.prefix, exported, offsets, managed=source.image.managed
    )
    if state.kernel:
        state.context.subprogram = module.functions[state.kernel].subprogram


def _add_shared(source: Source, module: Module) -> None:
    """Shared variables of functions behind pointers come first in every kernel's arena."""
    missing = source.shared_first - module.variables.keys()
    if missing:
        names = frozenset(missing)
        module.variables.update(parse_chunks(_only_variables(source.chunks), names).variables)


def _only_variables(chunks: Chunks) -> Chunks:
    return Chunks(variables=chunks.variables, types=chunks.types)


def _lower(state: Compilation) -> None:
    for name, run in COMMON:
        run(state.context)
        dump(name, state.context)


def _emit_kernel(state: Compilation) -> None:
    """Writes the kernel's host module in the fastest mode that it allows."""
    forced = forced_mode()
    wanted = forced in ("", "vector") and state.may_widen
    if wanted and not _reasons(state, lanes_exchange=True):
        try:
            state.text = vector.emit(state.context, _plan(state))
            state.widened = True
            return
        except CannotWiden as reason:
            _start_again(state)
            state.context.reasons.append(f"not widened: {reason}")
    reasons = _reasons(state)
    state.context.reasons += reasons
    mode = "fiber" if reasons or forced == "fiber" else "loop"
    state.text = EMITTERS[mode](state.context, _plan(state))


def _reasons(state: Compilation, lanes_exchange: bool = False) -> list[str]:
    context, source = state.context, state.source
    kernel = context.module.functions[state.kernel]
    return reasons_for_fibers(
        context, kernel, source.chunks, source.exports, lanes_exchange, state.together
    )


def _plan(state: Compilation) -> KernelPlan:
    assert state.block is not None
    record = state.source.image.kernels[state.kernel]
    kernel = state.context.module.functions[state.kernel]
    first = state.source.shared_first
    return KernelPlan(kernel, state.kernel, record.parameters, state.block, first)


def _start_again(state: Compilation) -> None:
    """Undoes what an attempt at another mode did to the module."""
    _parse(state, [state.kernel])
    _lower(state)


def _module(state: Compilation) -> None:
    context = state.context
    functions = list(context.module.functions.values())
    yield_in_waits.run_on_functions(context, functions)
    lower_to_thread.run(context)
    lower_variables.run(context)
    finish(context)
    state.text = write_module(context, define_exports(context, state.source.exports))


def _generate(state: Compilation) -> None:
    module = host.parse(state.text)
    lines = state.text.count("\n")
    small = lines < MOST_LINES_TO_VECTORIZE
    level = 2 if lines < MOST_LINES_FOR_EVERYTHING else 1
    host.optimize(module, level, vectorize=small and not state.widened)
    state.code = host.emit_object(module)


KERNEL_STAGES: dict[str, Stage] = {
    "prepare": _prepare_kernel,
    "lower": _lower,
    "emit": _emit_kernel,
    "generate": _generate,
}
MODULE_STAGES: dict[str, Stage] = {
    "prepare": _prepare_module,
    "lower": _lower,
    "emit": _module,
    "generate": _generate,
}
