"""Organizations: create, read, change, list."""

from __future__ import annotations

import zoneinfo
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.projects import CreateProject, create_project
from jarip.cloud.accounts.slugs import check_slug, slug_from_name
from jarip.cloud.accounts.tables import Organization
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.ids import new_id
from jarip.cloud.db.matching import has_text
from jarip.cloud.db.paging import PageOf, PageRequest, select_page
from jarip.cloud.errors import ConflictError, NotFoundError

LOCALES = ("en", "ko")


def _check_zone(value: str) -> str:
    if value not in zoneinfo.available_timezones():
        raise ValueError(f"{value[:80]!r} is not an IANA time zone, such as Asia/Seoul")
    return value


TimeZone = Annotated[
    str,
    Field(max_length=64, examples=["Asia/Seoul"], description="IANA time zone"),
    AfterValidator(_check_zone),
]
"""A field that holds the name of a time zone."""


class CreateOrganization(BaseModel):
    """A new customer. A first project named `default` is made with it."""

    name: str = Field(min_length=1, max_length=200, examples=["Hangang Robotics"])
    slug: str = Field(
        default="", description="Short name in addresses; made from the name if empty"
    )
    time_zone: TimeZone = "UTC"
    locale: str = Field(default="en", pattern="^(en|ko)$", description="Language of invoices")


def create_organization(
    session: Session, clock: Clock, request: CreateOrganization, *, is_operator: bool = False
) -> Organization:
    """A new organization with its project `default`. ConflictError if the slug is taken."""
    now = clock.now_ms()
    organization_id = new_id("org", now)
    slug = check_slug(request.slug or slug_from_name(request.name, organization_id[-12:]))
    if session.scalar(select(Organization.id).where(Organization.slug == slug)):
        raise ConflictError(
            f"an organization with the slug {slug} exists", where="slug", todo="choose another slug"
        )
    organization = Organization(
        id=organization_id,
        name=request.name,
        slug=slug,
        time_zone=request.time_zone,
        locale=request.locale,
        is_operator=is_operator,
        created_ms=now,
    )
    session.add(organization)
    session.flush()
    create_project(session, clock, organization_id, CreateProject(name="default"))
    return organization


def find_organization(session: Session, id_or_slug: str) -> Organization:
    """The organization with this id or slug, or NotFoundError."""
    query = select(Organization).where(
        (Organization.id == id_or_slug) | (Organization.slug == id_or_slug)
    )
    organization = session.scalar(query)
    if organization is None:
        raise NotFoundError("there is no organization with this id or slug", where=id_or_slug)
    return organization


def list_organizations(session: Session, page: PageRequest, name: str = "") -> PageOf[Organization]:
    """Every organization, newest first; those with `name` in their name or slug if it is given."""
    query = select(Organization)
    if name:
        query = query.where(has_text(name, Organization.name, Organization.slug))
    return select_page(session, query, Organization.id, page)
