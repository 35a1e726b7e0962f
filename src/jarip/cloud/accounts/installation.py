"""What the operator decided for the whole installation, changed while it runs."""

from __future__ import annotations

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import InstallationSetting
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.upsert import insert_into

NAME = "accounts"


class AccountsPolicy(BaseModel):
    """Who may come in, and how."""

    open_sign_up: bool = Field(
        default=False, description="Whether strangers may sign up; else by invitation only"
    )
    operators_need_second_factor: bool = Field(
        default=False, description="Whether operators may do nothing before they set up TOTP"
    )


def read_policy(session: Session) -> AccountsPolicy:
    """The policy in force."""
    row = session.get(InstallationSetting, NAME)
    return AccountsPolicy.model_validate(row.value) if row else AccountsPolicy()


def change_policy(session: Session, clock: Clock, policy: AccountsPolicy) -> AccountsPolicy:
    """Put another policy in force, at once."""
    values = {"value": policy.model_dump(), "changed_ms": clock.now_ms()}
    insert = insert_into(session, InstallationSetting).values(name=NAME, **values)
    session.execute(insert.on_conflict_do_update(index_elements=["name"], set_=values))
    session.expire_all()
    return policy
