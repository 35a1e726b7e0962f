"""REST of a project's secrets. What is put in never comes out again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, SecretStr

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.jobs.secrets import delete_secret, list_secrets, put_secret

router = APIRouter(prefix="/v1/secrets", tags=["secrets"])

Writer = Annotated[Principal, Depends(require(Permission.JOBS_WRITE))]
SecretName = Annotated[str, Path(pattern=r"^[A-Za-z_][A-Za-z0-9_-]{0,63}$")]


class SecretView(BaseModel):
    """That there is a secret, and since when."""

    model_config = ConfigDict(from_attributes=True)
    name: str
    created_ms: int
    changed_ms: int


class PutSecret(BaseModel):
    """A secret's text."""

    value: SecretStr


@router.get("")
def list_project_secrets(cloud: Cloud, caller: Writer) -> list[SecretView]:
    """The project's secrets, by name only."""
    project_id = caller.need_project()
    with cloud.database.read() as session:
        return [SecretView.model_validate(row) for row in list_secrets(session, project_id)]


@router.put("/{name}")
def put_project_secret(
    cloud: Cloud, caller: Writer, name: SecretName, request: PutSecret
) -> SecretView:
    """Set a secret, or replace it."""
    project_id = caller.need_project()
    with cloud.database.write() as session:
        row = put_secret(
            session, cloud.clock, cloud.secret, project_id, name, request.value.get_secret_value()
        )
        return SecretView.model_validate(row)


@router.delete("/{name}", status_code=204)
def delete_project_secret(cloud: Cloud, caller: Writer, name: SecretName) -> None:
    """Forget a secret."""
    project_id = caller.need_project()
    with cloud.database.write() as session:
        delete_secret(session, project_id, name)
