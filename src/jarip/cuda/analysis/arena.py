"""Where static `__shared__` variables lie in a block's arena."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jarip.cuda.ir.layout import align_of, align_up, size_of
from jarip.cuda.ir.module import GlobalVariable

SHARED_SPACE = 3
# A variable starts on a boundary that suits the widest vector loads.
BOUNDARY = 64
# Where code that has only the low half of a shared address starts from, to find the rest.
DYNAMIC_START = "jarip.dynamic"
DYNAMIC_NAME = f"@{DYNAMIC_START}"
DYNAMIC_SHARED = f"{DYNAMIC_NAME} = external addrspace(3) global [0 x i8], align 16"


def found_by_number(variables: Mapping[str, GlobalVariable]) -> bool:
    """Whether shared memory is also reached through addresses computed from its start."""
    return DYNAMIC_START in variables


def place_shared(
    variables: Iterable[GlobalVariable], first: frozenset[str]
) -> tuple[dict[str, int], int]:
    """Byte offsets by name, and the bytes in all.

    Args:
        variables: Variables of the module; those in other spaces are passed over, and so is dynamic
            shared memory, which has no initialiser.
        first: Names that come first, so that all kernels of an image and its module object agree.
    """
    offsets: dict[str, int] = {}
    end = 0
    for variable in sorted(variables, key=lambda v: (v.name not in first, v.name)):
        if variable.space != SHARED_SPACE or variable.initializer is None:
            continue
        boundary = max(variable.alignment, align_of(variable.type), BOUNDARY)
        offsets[variable.name] = align_up(end, boundary)
        end = offsets[variable.name] + size_of(variable.type)
    return offsets, end
