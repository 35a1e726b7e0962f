"""Who looks at the console: a principal, and what pages say about it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.tables import Organization, Project
from jarip.cloud.db.database import get_row


@dataclass(frozen=True)
class Visitor:
    """Somebody who signed in. `principal` is bound to a project if one is chosen."""

    principal: Principal
    name: str
    csrf: str
    organization: Organization
    projects: tuple[Project, ...]

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


def make_visitor(
    session: Session, principal: Principal, name: str, csrf: str, chosen_project: str
) -> Visitor:
    """A visitor of the principal's organization. A project that is none of its is not chosen."""
    organization = get_row(session, Organization, principal.organization_id)
    projects = tuple(
        session.scalars(
            select(Project)
            .where(Project.organization_id == organization.id, Project.archived_ms.is_(None))
            .order_by(Project.id)
        )
    )
    if not principal.project_id and chosen_project in {project.id for project in projects}:
        principal = replace(principal, project_id=chosen_project)
    return Visitor(principal, name, csrf, organization, projects)
