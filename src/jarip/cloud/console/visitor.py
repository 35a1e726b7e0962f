"""Who looks at the console: a principal, and what pages say about it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import Request
from sqlalchemy import select

from jarip.cloud.accounts.members import list_memberships
from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.tables import Organization, Project, User
from jarip.cloud.context import CloudContext
from jarip.cloud.db.database import get_row
from jarip.cloud.notices.reading import count_unread
from jarip.cloud.web.caller import find_signed_in, person_principal
from jarip.cloud.web.csrf import csrf_token_of


@dataclass(frozen=True)
class Visitor:
    """Somebody who signed in. `principal` is bound to a project if one is chosen."""

    principal: Principal
    user: User
    csrf: str
    organization: Organization
    projects: tuple[Project, ...]
    organizations: tuple[Organization, ...]
    """All those the person belongs to."""
    unread: int
    """Notices of the organization that nobody has read yet."""

    @property
    def name(self) -> str:
        """What the person is called."""
        return self.user.name

    @property
    def language(self) -> str:
        """The language the person chose in the settings."""
        return self.user.locale

    def may(self, permission: str) -> bool:
        """Whether the visitor has a permission, by its name."""
        return Permission(permission) in self.principal.permissions

    @property
    def project(self) -> Project | None:
        """The chosen project."""
        chosen = [each for each in self.projects if each.id == self.principal.project_id]
        return chosen[0] if chosen else None

    def in_project(self, project_id: str) -> Principal:
        """The principal, acting in a project of the organization."""
        self.principal.check_project(project_id)
        return replace(self.principal, project_id=project_id)


def find_visitor(
    request: Request, cloud: CloudContext, sent_csrf: str, chosen_project: str
) -> Visitor | None:
    """Who sent a request by their session; None if nobody is signed in.

    NotSignedInError if the session is over; NotAllowedError for a form without its token.
    """
    found = find_signed_in(request, cloud, sent_csrf)
    if found is None:
        return None
    principal = person_principal(cloud, found)
    with cloud.database.read() as session:
        organization = get_row(session, Organization, principal.organization_id)
        projects = tuple(
            session.scalars(
                select(Project)
                .where(Project.organization_id == organization.id, Project.archived_ms.is_(None))
                .order_by(Project.id)
            )
        )
        memberships = list_memberships(session, found.user.id)
        unread = count_unread(session, organization.id)
    if chosen_project in {project.id for project in projects}:
        principal = replace(principal, project_id=chosen_project)
    return Visitor(
        principal,
        found.user,
        csrf_token_of(found.token, cloud.secret),
        organization,
        projects,
        tuple(each for each, _ in memberships),
        unread,
    )
