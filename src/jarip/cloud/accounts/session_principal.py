"""What somebody with a browser session may do, in the organization they chose."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.members import find_member, list_memberships
from jarip.cloud.accounts.permissions import EVERYTHING, ROLES, Role
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.projects import find_project
from jarip.cloud.accounts.tables import LoginSession, Organization, User
from jarip.cloud.errors import NotAllowedError, NotFoundError


def session_principal(
    session: Session,
    row: LoginSession,
    user: User,
    organization: str = "",
    project: str = "",
) -> Principal:
    """The person acting in `organization` (id or slug), else in the one they chose last, else in
    the first they joined. An operator may act in every organization.

    NotFoundError for an organization that isn't theirs, as for one that doesn't exist.
    """
    organization_id = (
        _find_id(session, organization) if organization else _usual(session, row, user)
    )
    member = find_member(session, organization_id, user.id)
    if member is None and not user.is_operator:
        raise NotFoundError("there is no organization with this id or slug", where=organization)
    permissions = ROLES[Role(member.role)] if member else frozenset()
    chosen = find_project(session, organization_id, project) if project else None
    return Principal(
        actor_id=user.id,
        organization_id=organization_id,
        project_id=chosen.id if chosen else "",
        permissions=EVERYTHING if user.is_operator else permissions,
        member_id=user.id if member else "",
        session_id=row.id,
        is_visiting=member is None,
    )


def choose_organization(session: Session, row: LoginSession, user: User, organization: str) -> str:
    """Act in another organization (id or slug) from now on; its id."""
    principal = session_principal(session, row, user, organization)
    kept = session.get(LoginSession, row.id)
    if kept is not None:
        kept.organization_id = principal.organization_id
    session.flush()
    return principal.organization_id


def _find_id(session: Session, choice: str) -> str:
    query = select(Organization.id).where(
        (Organization.id == choice) | (Organization.slug == choice)
    )
    found = session.scalar(query)
    if found is None:
        raise NotFoundError("there is no organization with this id or slug", where=choice)
    return found


def _usual(session: Session, row: LoginSession, user: User) -> str:
    mine = [organization.id for organization, _ in list_memberships(session, user.id)]
    if row.organization_id and (row.organization_id in mine or user.is_operator):
        return row.organization_id
    if not mine:
        raise NotAllowedError(
            "you belong to no organization", where=user.id, todo="ask for an invitation"
        )
    return mine[0]
