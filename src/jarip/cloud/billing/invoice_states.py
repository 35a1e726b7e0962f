"""The states of an invoice and the one table of what leads from which to which."""

from __future__ import annotations

from enum import StrEnum

from jarip.cloud.errors import ConflictError


class InvoiceState(StrEnum):
    """Where an invoice stands. Before it there is the gathering one, which is not stored."""

    DRAFT = "draft"
    ISSUED = "issued"
    PAID = "paid"
    VOID = "void"
    UNCOLLECTIBLE = "uncollectible"


class InvoiceEvent(StrEnum):
    """What can happen to an invoice."""

    ISSUE = "issue"
    PAY = "pay"
    VOID = "void"
    GIVE_UP = "give_up"


_S, _E = InvoiceState, InvoiceEvent
TRANSITIONS: dict[tuple[InvoiceState, InvoiceEvent], InvoiceState] = {
    (_S.DRAFT, _E.ISSUE): _S.ISSUED,
    (_S.ISSUED, _E.PAY): _S.PAID,
    (_S.ISSUED, _E.VOID): _S.VOID,
    (_S.ISSUED, _E.GIVE_UP): _S.UNCOLLECTIBLE,
    (_S.UNCOLLECTIBLE, _E.PAY): _S.PAID,
    (_S.UNCOLLECTIBLE, _E.VOID): _S.VOID,
}
"""All there are. What is paid or void stays so; a paid invoice is corrected by a credit note."""


def next_invoice_state(state: str, event: InvoiceEvent, where: str) -> InvoiceState:
    """The state after an event, or ConflictError naming what is possible."""
    after = TRANSITIONS.get((InvoiceState(state), event))
    if after is None:
        possible = [str(e) for s, e in TRANSITIONS if s == state]
        raise ConflictError(
            f"an invoice that is {state} cannot {event.replace('_', ' ')}",
            where=where,
            todo=f"possible now: {', '.join(possible)}" if possible else "make a credit note",
        )
    return after
