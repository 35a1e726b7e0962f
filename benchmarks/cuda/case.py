"""The shape of one benchmark case: its inputs, the right answer, and what it must cost at least."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Scalars = Mapping[str, int | float]
Arrays = Mapping[str, Array]


@dataclass(frozen=True)
class Problem:
    """One concrete instance: what every variant is given, and what each must give back.

    A name in both `inputs` and `expected` is a buffer that the run overwrites.
    """

    scalars: Scalars
    inputs: Arrays
    expected: Arrays


@dataclass(frozen=True)
class Work:
    """What an ideal program must at least do: bytes to and from memory, float operations.

    `in_place`: what is written lies where it was read, so it takes no memory of its own.
    """

    bytes_read: int
    bytes_written: int
    operations: int = 0
    in_place: bool = False


@dataclass(frozen=True)
class Tolerance:
    """How far an output may lie from the reference.

    `differing` is the share of its elements that may lie further: it is for outputs that jump,
    such as labels and escape counts, where another rounding may cross a threshold.
    """

    relative: float = 0.0
    absolute: float = 0.0
    differing: float = 0.0


Argument = str | np.generic


@dataclass(frozen=True)
class Launch:
    """One OpenCL launch. An argument is a buffer's name or a NumPy scalar of the exact type."""

    kernel: str
    global_size: tuple[int, ...]
    local_size: tuple[int, ...]
    arguments: tuple[Argument, ...]


@dataclass(frozen=True)
class Clear:
    """Fills an OpenCL buffer with zeros."""

    buffer: str


Step = Launch | Clear


@dataclass(frozen=True)
class OpenClPlan:
    """What one run enqueues, in order, and its buffers beside inputs and outputs (bytes)."""

    steps: Sequence[Step]
    scratch: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class LibraryCall:
    """One call on prepared arrays: `run` is timed, `outputs` names what it returned."""

    run: Callable[[], Any]
    outputs: Callable[[Any], Arrays]


@dataclass(frozen=True)
class Library:
    """The library's name for the table, and how to prepare the call from scalars and inputs."""

    label: str
    prepare: Callable[[Scalars, Arrays], LibraryCall]


@dataclass(frozen=True)
class Case:
    """One row of the table. `name` names the three kernel files; sizes are the scalars they get."""

    name: str
    title: str
    sizes: Scalars
    small: Scalars  # a size at which every variant and the reference take milliseconds
    make_inputs: Callable[[Scalars, np.random.Generator], Arrays]
    reference: Callable[[Scalars, Arrays], Arrays]
    work: Callable[[Problem], Work]
    opencl: Callable[[Scalars], OpenClPlan]
    tolerance: Tolerance = Tolerance()
    library: Library | None = None
    fresh: bool = False  # the run overwrites its input and its time depends on it


def blocks_for(items: int, per_block: int) -> int:
    """The number of blocks that cover `items`."""
    return -(-items // per_block)


def threads_for(items: int, per_block: int) -> int:
    """The OpenCL global size that covers `items` in whole work-groups."""
    return blocks_for(items, per_block) * per_block
