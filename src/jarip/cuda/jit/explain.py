"""`jarip nvcc --explain`: how each kernel of an image will be compiled, and why not faster.

Everything but LLVM's own work is done for one block shape; another shape may be compiled otherwise.
"""

from __future__ import annotations

from jarip.cuda.errors import DeviceCompileError
from jarip.cuda.jit.image import Image, KernelRecord
from jarip.cuda.targets import cpu

USUAL_THREADS = 256


def explain_image(image: Image) -> str:
    """A paragraph a kernel, in the order of their names."""
    source = cpu.open_image(image)
    return "\n".join(_explain(source, image.kernels[name]) for name in sorted(image.kernels))


def _explain(source: cpu.Source, kernel: KernelRecord) -> str:
    block = (min(USUAL_THREADS, kernel.max_threads), 1, 1)
    head = f"{kernel.name} for blocks of {block[0]} threads: "
    try:
        context = cpu.lower_kernel(source, kernel.name, block).context
    except DeviceCompileError as error:
        return f"{head}error: {error}"
    assert context.facts is not None
    lines = [head + context.facts.text()]
    lines += [f"  because: {reason}" for reason in context.reasons]
    return "\n".join(lines)
