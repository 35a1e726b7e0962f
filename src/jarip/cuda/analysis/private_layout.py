"""How the copies of a private variable lie in memory, a thread after the other or interleaved."""

from __future__ import annotations

from jarip.cuda.ir.instructions import Alloca
from jarip.cuda.ir.layout import align_up, size_of


def lane_stride(memory: Alloca) -> int:
    """Bytes from one thread's copy to the next thread's of the same group."""
    return memory.apart or align_up(size_of(memory.allocated), memory.alignment)


def group_stride(memory: Alloca) -> int:
    """Bytes from one group of `memory.lanes` threads to the next."""
    return align_up(size_of(memory.allocated), memory.alignment)


def bytes_of_threads(memory: Alloca, threads: int) -> int:
    """Bytes of the copies of that many threads."""
    return -(-threads // memory.lanes) * group_stride(memory)
