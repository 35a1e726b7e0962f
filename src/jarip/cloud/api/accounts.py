"""REST of organizations, projects and API keys."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from jarip.cloud.accounts.keys import CreateKey, create_key, list_keys, revoke_key
from jarip.cloud.accounts.organizations import (
    CreateOrganization,
    create_organization,
    list_organizations,
)
from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.projects import CreateProject, create_project, list_projects
from jarip.cloud.accounts.tables import ApiKey, Organization, Project
from jarip.cloud.api.auth import Caller, Cloud, require
from jarip.cloud.api.paging import Page, Paging, PartOfName, render_page
from jarip.cloud.db.database import get_row

router = APIRouter(prefix="/v1", tags=["accounts"])


class OrganizationView(BaseModel):
    """A customer."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    name: str
    slug: str
    time_zone: str
    locale: str
    created_ms: int


class ProjectView(BaseModel):
    """Where jobs live."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    organization_id: str
    name: str
    slug: str
    created_ms: int
    archived_ms: int | None


class KeyView(BaseModel):
    """An API key's record; its secret is not part of it."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    organization_id: str
    project_id: str | None
    name: str
    prefix: str = Field(description="The start of the key after `jrp_`, to recognise it by")
    scopes: list[str]
    created_ms: int
    expires_ms: int | None
    revoked_ms: int | None
    last_used_ms: int | None


class NewKeyView(KeyView):
    """A key just made."""

    key: str = Field(description="The key itself. It is shown this once and never again")


class WhoAmI(BaseModel):
    """Who the caller is and what they may do."""

    actor_id: str
    organization: OrganizationView
    project: ProjectView | None
    permissions: list[str]


@router.get("/me")
def get_me(cloud: Cloud, caller: Caller) -> WhoAmI:
    """Who the caller is, for which organization and project, with which permissions."""
    with cloud.database.read() as session:
        organization = get_row(session, Organization, caller.organization_id)
        project = get_row(session, Project, caller.project_id) if caller.project_id else None
        return WhoAmI(
            actor_id=caller.actor_id,
            organization=OrganizationView.model_validate(organization),
            project=ProjectView.model_validate(project) if project else None,
            permissions=sorted(caller.permissions),
        )


@router.get("/organizations")
def list_all_organizations(
    cloud: Cloud,
    _caller: Annotated[Principal, Depends(require(Permission.OPERATOR))],
    paging: Paging,
    name: PartOfName = "",
) -> Page[OrganizationView]:
    """Every customer of the installation. For the operator."""
    with cloud.database.read() as session:
        page = list_organizations(session, paging, name)
        return render_page(page, OrganizationView.model_validate)


@router.post("/organizations", status_code=201)
def create_new_organization(
    cloud: Cloud,
    _caller: Annotated[Principal, Depends(require(Permission.OPERATOR))],
    request: CreateOrganization,
) -> OrganizationView:
    """Make a customer, with a first project named `default`. For the operator."""
    with cloud.database.write() as session:
        row = create_organization(session, cloud.clock, request)
        return OrganizationView.model_validate(row)


@router.get("/projects")
def list_own_projects(
    cloud: Cloud,
    caller: Annotated[Principal, Depends(require(Permission.PROJECTS_READ))],
    paging: Paging,
    name: PartOfName = "",
) -> Page[ProjectView]:
    """The organization's projects."""
    with cloud.database.read() as session:
        page = list_projects(session, caller.organization_id, paging, name)
        return render_page(page, ProjectView.model_validate)


@router.post("/projects", status_code=201)
def create_new_project(
    cloud: Cloud,
    caller: Annotated[Principal, Depends(require(Permission.PROJECTS_WRITE))],
    request: CreateProject,
) -> ProjectView:
    """Make a project."""
    with cloud.database.write() as session:
        row = create_project(session, cloud.clock, caller.organization_id, request)
        return ProjectView.model_validate(row)


@router.get("/keys")
def list_own_keys(
    cloud: Cloud,
    caller: Annotated[Principal, Depends(require(Permission.KEYS_READ))],
    paging: Paging,
    name: PartOfName = "",
    working: Annotated[bool, Query(description="Only those neither revoked nor expired")] = False,
) -> Page[KeyView]:
    """The organization's API keys, revoked ones included. No secret is shown."""
    at_ms = cloud.clock.now_ms() if working else None
    with cloud.database.read() as session:
        page = list_keys(session, caller.organization_id, paging, name, at_ms)
        return render_page(page, KeyView.model_validate)


@router.post("/keys", status_code=201)
def create_new_key(
    cloud: Cloud,
    caller: Annotated[Principal, Depends(require(Permission.KEYS_WRITE))],
    request: CreateKey,
) -> NewKeyView:
    """Make an API key. Its text is in this answer only."""
    with cloud.database.write() as session:
        new = create_key(
            session, cloud.clock, cloud.secret, caller.organization_id, request, maker=caller
        )
        return NewKeyView(**KeyView.model_validate(new.row).model_dump(), key=new.text)


@router.delete("/keys/{key_id}")
def revoke_own_key(
    cloud: Cloud,
    caller: Annotated[Principal, Depends(require(Permission.KEYS_WRITE))],
    key_id: str,
) -> KeyView:
    """Revoke an API key, at once and for good."""
    with cloud.database.write() as session:
        row: ApiKey = revoke_key(session, cloud.clock, caller.organization_id, key_id)
        return KeyView.model_validate(row)
