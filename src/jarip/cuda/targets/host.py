"""This machine as LLVM sees it: its processor, the optimiser and the code generator.

Fast instructions are chosen by the processor's own name and features, so an object runs only on a
processor with the same flags; the cache keeps them apart.
"""

from __future__ import annotations

import functools

import llvmlite.binding as llvm

from jarip.cuda.errors import CompilerDefect


@functools.cache
def triple() -> str:
    """The host's target triple."""
    return str(llvm.get_default_triple())


@functools.cache
def processor() -> tuple[str, str]:
    """The processor's name and its feature string."""
    return llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()


@functools.cache
def _has(feature: str) -> bool:
    return bool(llvm.get_host_cpu_features().get(feature))


def vector_bits() -> int:
    """The width of the processor's vector registers in bits."""
    if _has("avx512f"):
        return 512
    return 256 if _has("avx2") else 128


def estimates_roots() -> bool:
    """Whether the processor estimates reciprocal roots to 14 bits."""
    return _has("avx512f")


def scales_by_powers() -> bool:
    """Whether one instruction multiplies by powers of two that no float holds (AVX-512)."""
    return _has("avx512f")


def permutable_bits() -> int:
    """The width of registers whose elements one instruction puts in any order; 0: there are none.

    AVX-512 also takes the elements of two registers, which narrower ones cannot.
    """
    return 512 if _has("avx512f") else 0


@functools.cache
def machine() -> llvm.TargetMachine:
    """LLVM's target machine for position-independent code on this processor."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    name, features = processor()
    target = llvm.Target.from_triple(triple())
    return target.create_target_machine(
        cpu=name, features=features, opt=2, reloc="pic", codemodel="small"
    )


@functools.cache
def header() -> str:
    """The lines that every module for the host starts with."""
    return f'target datalayout = "{machine().target_data}"\ntarget triple = "{triple()}"\n'


@functools.cache
def function_attributes() -> str:
    """Attributes that every generated function carries."""
    name, features = processor()
    return (
        f'nounwind "target-cpu"="{name}" "target-features"="{features}" '
        '"no-trapping-math"="true" "prefer-vector-width"="512"'
    )


def parse(text: str) -> llvm.ModuleRef:
    """The module of that text, verified.

    Raises:
        CompilerDefect: it is not valid, which is a defect of the passes.
    """
    try:
        module = llvm.parse_assembly(text)
        module.verify()
    except RuntimeError as error:
        raise CompilerDefect(f"Jarip made invalid code: {error}") from error
    return module


def optimize(module: llvm.ModuleRef, level: int = 2, vectorize: bool = False) -> None:
    """LLVM's standard pipeline; `vectorize` adds its own vectorisers, for code that has no vectors.

    They look for parallel work within one thread and take most of the time on large kernels.
    """
    options = llvm.create_pipeline_tuning_options(level)
    options.loop_vectorization = vectorize
    options.slp_vectorization = vectorize
    options.loop_unrolling = True
    builder = llvm.create_pass_builder(machine(), options)
    builder.getModulePassManager().run(module, builder)


def emit_object(module: llvm.ModuleRef) -> bytes:
    """Machine code as a relocatable object."""
    return bytes(machine().emit_object(module))
