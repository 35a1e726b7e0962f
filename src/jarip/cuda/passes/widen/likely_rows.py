"""Rows of stores that lie side by side where no index wraps, which only the run can tell.

It is asked once for the whole row, of all jammed groups. Each store for itself would ask again, and
write every vector of memory under a mask for its own lanes.
"""

from __future__ import annotations

from collections.abc import Sequence

from jarip.cuda.ir.instructions import Store
from jarip.cuda.ir.layout import size_of
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.memory import LikelyAccess, either_way, store_anywhere
from jarip.cuda.passes.widen.store_rows import StoreRow, store_in_order
from jarip.cuda.passes.widen.strides import hoped_stride, likely_stride


def likely_fills(row: StoreRow, contexts: Sequence[Context]) -> bool:
    """Whether lanes, as far as one can hope, write everything that lies between them."""
    apart = len(row.members) * size_of(row.members[0].operands[0].type)
    return all(
        context.mask is None and hoped_stride(member.operands[1], context) == apart
        for context in contexts
        for member in row.members
    )


def store_likely_row(row: StoreRow, contexts: Sequence[Context]) -> None:
    """Whole vectors where the lanes lie so, each store for itself where they may not."""
    members: list[Store] = []
    accesses: list[LikelyAccess] = []
    for context in contexts:
        for member in row.members:
            likely = likely_stride(member.operands[1], lambda _: True, context)
            assert likely is not None
            members.append(member)
            accesses.append(LikelyAccess(context, likely))

    def near(number: int, access: LikelyAccess) -> None:
        if members[number] is row.members[0]:
            store_in_order(row, access.likely.address, access.context)

    def far(number: int, access: LikelyAccess) -> None:
        store_anywhere(members[number], access.context)

    either_way(accesses, near, far)
