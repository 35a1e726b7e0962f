"""REST of everybody with an account. For the operator."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from jarip.cloud.accounts.closing import (
    close_account,
    lift_second_factor,
    list_people,
    reopen_account,
)
from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.api.paging import Page, Paging, render_page
from jarip.cloud.api.sessions import UserView

router = APIRouter(prefix="/v1/people", tags=["installation"])

Operator = Annotated[Principal, Depends(require(Permission.OPERATOR))]


class PersonView(UserView):
    """A person, as the operator sees them."""

    created_ms: int
    email_verified_ms: int | None
    disabled_ms: int | None


@router.get("")
def list_everybody(
    cloud: Cloud,
    _caller: Operator,
    paging: Paging,
    email: Annotated[str, Query(max_length=254, description="Part of the address")] = "",
) -> Page[PersonView]:
    """Everybody with an account. For the operator."""
    with cloud.database.read() as session:
        return render_page(list_people(session, paging, email), PersonView.model_validate)


@router.post("/{person_id}/close")
def close_somebodys_account(cloud: Cloud, caller: Operator, person_id: str) -> PersonView:
    """Shut a person out: sessions end and keys stop, at once. For the operator."""
    with cloud.database.write() as session:
        row = close_account(session, cloud.clock, person_id, caller.member_id)
        return PersonView.model_validate(row)


@router.post("/{person_id}/reopen")
def reopen_somebodys_account(cloud: Cloud, _caller: Operator, person_id: str) -> PersonView:
    """Let a person in again. For the operator."""
    with cloud.database.write() as session:
        return PersonView.model_validate(reopen_account(session, person_id))


@router.post("/{person_id}/second-factor/removal")
def lift_somebodys_second_factor(cloud: Cloud, _caller: Operator, person_id: str) -> PersonView:
    """Help somebody who lost the second factor and the recovery codes. For the operator."""
    with cloud.database.write() as session:
        return PersonView.model_validate(lift_second_factor(session, cloud.clock, person_id))
