"""The audit log."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.audit.chain import verify_chain
from jarip.cloud.audit.queries import AuditFilter, list_entries
from jarip.cloud.console.formats import DAY_MS
from jarip.cloud.console.language import read_words
from jarip.cloud.console.pages.jobs import PERIODS
from jarip.cloud.console.requests import require
from jarip.cloud.console.view import View
from jarip.cloud.db.paging import PageRequest

router = APIRouter(prefix="/audit")
PREFIX = "action."
"""Words that begin so name operations."""

Reader = Annotated[View, Depends(require(Permission.AUDIT_READ))]


@router.get("", name="list_audit_entries")
def show_audit(
    view: Reader,
    actor: str = "",
    action: str = "",
    target: str = "",
    visits: str = "",
    period: str = "",
    verify: str = "",
    cursor: str = "",
) -> Response:
    """The organization's audit log; on demand, whether it is as it was written."""
    since = view.now_ms - PERIODS[period] * DAY_MS if period in PERIODS else None
    wanted = AuditFilter(actor, action.replace(" ", "_"), target, bool(visits), since)
    with view.cloud.database.read() as session:
        organization_id = view.principal.organization_id
        page = list_entries(
            session, organization_id, wanted, PageRequest(50, cursor, with_total=True)
        )
        report = verify_chain(session, view.cloud.secret, organization_id) if verify else None
    return view.page(
        "audit.html",
        page=page,
        report=report,
        wanted=wanted,
        actions=_name_actions(view, wanted.action),
        period=period,
        periods=list(PERIODS),
    )


def _name_actions(view: View, chosen: str) -> list[tuple[str, str]]:
    """Every operation that has a name for people, and the chosen one, by that name."""
    known = {word.removeprefix(PREFIX) for word in read_words() if word.startswith(PREFIX)}
    names = known | ({chosen} if chosen else set())
    return sorted(((name, view.action(name)) for name in names), key=lambda each: each[1])
