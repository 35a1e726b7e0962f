"""Projects of an organization."""

from __future__ import annotations

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.slugs import check_slug, slug_from_name
from jarip.cloud.accounts.tables import Project
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.ids import new_id
from jarip.cloud.db.matching import has_text
from jarip.cloud.db.paging import PageOf, PageRequest, select_page
from jarip.cloud.errors import ConflictError, NotFoundError


class CreateProject(BaseModel):
    """A new project."""

    name: str = Field(min_length=1, max_length=200, examples=["Gripper vision"])
    slug: str = Field(default="", description="Short name; made from the name if empty")


def create_project(
    session: Session, clock: Clock, organization_id: str, request: CreateProject
) -> Project:
    """A new project. ConflictError if the organization has one with this slug."""
    now = clock.now_ms()
    project_id = new_id("prj", now)
    slug = check_slug(request.slug or slug_from_name(request.name, project_id[-12:]))
    taken = select(Project.id).where(
        Project.organization_id == organization_id, Project.slug == slug
    )
    if session.scalar(taken):
        raise ConflictError(
            f"a project with the slug {slug} exists", where="slug", todo="choose another slug"
        )
    project = Project(
        id=project_id,
        organization_id=organization_id,
        name=request.name,
        slug=slug,
        created_ms=now,
        archived_ms=None,
    )
    session.add(project)
    session.flush()
    return project


def find_project(session: Session, organization_id: str, id_or_slug: str) -> Project:
    """The organization's project with this id or slug, or NotFoundError."""
    query = select(Project).where(
        Project.organization_id == organization_id,
        (Project.id == id_or_slug) | (Project.slug == id_or_slug),
    )
    project = session.scalar(query)
    if project is None:
        raise NotFoundError(
            "the organization has no project with this id or slug", where=id_or_slug
        )
    return project


def list_projects(
    session: Session, organization_id: str, page: PageRequest, name: str = ""
) -> PageOf[Project]:
    """The organization's projects, newest first; with `name` in their name or slug if given."""
    query = select(Project).where(Project.organization_id == organization_id)
    if name:
        query = query.where(has_text(name, Project.name, Project.slug))
    return select_page(session, query, Project.id, page)
