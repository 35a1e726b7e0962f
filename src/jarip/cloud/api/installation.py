"""REST of what the operator decides for everybody, and of operators themselves."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from jarip.cloud.accounts.emails import Email
from jarip.cloud.accounts.installation import AccountsPolicy, change_policy, read_policy
from jarip.cloud.accounts.newcomer import Newcomer
from jarip.cloud.accounts.password_change import make_reset_link
from jarip.cloud.accounts.passwords import check_password, hash_password
from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.set_up import add_operator
from jarip.cloud.accounts.users import find_user
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.api.sessions import UserView
from jarip.cloud.audit.current import note_audit
from jarip.cloud.errors import NotFoundError

router = APIRouter(prefix="/v1", tags=["installation"])

Operator = Annotated[Principal, Depends(require(Permission.OPERATOR))]


class CreateOperator(Newcomer):
    """A further operator."""

    email: Email


class ResetLink(BaseModel):
    """A link to hand over."""

    link: str = Field(description="Where a new password is chosen, once, within an hour")


class WhoseLink(BaseModel):
    """Who forgot their password."""

    email: Email


@router.get("/installation")
def get_installation(cloud: Cloud, _caller: Operator) -> AccountsPolicy:
    """What the operator decided for everybody. For the operator."""
    with cloud.database.read() as session:
        return read_policy(session)


@router.put("/installation")
def change_installation(cloud: Cloud, _caller: Operator, request: AccountsPolicy) -> AccountsPolicy:
    """Decide otherwise, at once. For the operator."""
    with cloud.database.write() as session:
        note_audit(policy=request.model_dump())
        return change_policy(session, cloud.clock, request)


@router.post("/operators", status_code=201)
def create_operator(cloud: Cloud, _caller: Operator, request: CreateOperator) -> UserView:
    """Make somebody an operator, with a password of their own. For the operator."""
    password = request.password.get_secret_value()
    check_password(password, request.email)
    digest = hash_password(password)
    with cloud.database.write() as session:
        user = add_operator(
            session, cloud.clock, request.email, request.name, digest, request.locale
        )
        return UserView.model_validate(user)


@router.post("/reset-links", status_code=201)
def create_reset_link(cloud: Cloud, _caller: Operator, request: WhoseLink) -> ResetLink:
    """A link for somebody who forgot their password, where no mail is sent. For the operator."""
    with cloud.database.write() as session:
        user = find_user(session, request.email)
        if user is None:
            raise NotFoundError("nobody has this e-mail address", where=request.email)
        return ResetLink(link=make_reset_link(session, cloud.front_desk, user))
