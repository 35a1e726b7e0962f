"""What a driver is written for: a kernel's place in memory, and that of what its threads keep."""

from __future__ import annotations

from dataclasses import dataclass

from jarip.cuda.analysis.keep import Layout
from jarip.cuda.analysis.region_flow import Flow

# Memory of a block that is no larger than this lies on the worker's stack, where LLVM sees all of
# its uses; beyond it comes from the runtime.
ON_STACK = 64 * 1024


@dataclass(frozen=True)
class Frame:
    """What a driver is written for.

    Attributes:
        name: The function's name.
        block: Threads in x, y, z.
        places: Offset and size of each parameter in the packed buffer.
        shared: Size, alignment and offset in the arena of each static shared variable in use.
        shared_on_stack: Whether nothing but the regions sees static shared memory.
        padded: Whether it then has room around each variable, for registers that reach beyond.
        layout: The context's layout.
        flow: How threads go from region to region.
        uses_thread: Whether a region passes the hidden JaripThread to anything.
        uses_dynamic: Whether a region uses dynamic shared memory.
        subprogram: The metadata node of the kernel's source, "" if there is none. The regions'
            lines belong to it too: their calls have no place of their own, so LLVM inlines them
            as if they had always been the driver's.
    """

    name: str
    block: tuple[int, int, int]
    places: tuple[tuple[int, int], ...]
    shared: dict[str, tuple[int, int, int]]
    shared_on_stack: bool
    padded: bool
    layout: Layout
    flow: Flow
    uses_thread: bool
    uses_dynamic: bool
    subprogram: str = ""

    @property
    def threads(self) -> int:
        """Threads of a block."""
        x, y, z = self.block
        return x * y * z

    @property
    def states_offset(self) -> int:
        """Where in the context the threads' states are, two bytes each for two rounds."""
        return -(-self.layout.bytes // 64) * 64

    @property
    def context_bytes(self) -> int:
        """The context's size."""
        states = 0 if self.flow is Flow.TOGETHER else 4 * self.threads
        return self.states_offset + states

    @property
    def context_on_stack(self) -> bool:
        """Whether the context lies on the worker's stack."""
        return self.context_bytes <= ON_STACK
