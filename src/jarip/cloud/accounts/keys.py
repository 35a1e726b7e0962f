"""API keys: made and shown once, checked on every request, revoked."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, Field
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jarip.cloud.accounts.key_format import hash_key, key_matches, new_key_text, parse_key_text
from jarip.cloud.accounts.permissions import EVERYTHING, ROLES, Permission, Role
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.projects import find_project
from jarip.cloud.accounts.tables import ApiKey, Member, Organization, Project, User
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.ids import new_id
from jarip.cloud.db.matching import has_text
from jarip.cloud.db.paging import PageOf, PageRequest, select_page
from jarip.cloud.errors import InvalidInputError, NotAllowedError, NotFoundError, NotSignedInError

LAST_USED_STEP_MS = 60_000
"""`last_used_ms` is only this exact, so that reading requests seldom write."""

DEFAULT_SCOPES = (
    Permission.JOBS_READ,
    Permission.JOBS_WRITE,
    Permission.PROJECTS_READ,
    Permission.USAGE_READ,
    Permission.BUDGETS_READ,
)


class CreateKey(BaseModel):
    """A new API key of an organization, or of one of its projects."""

    name: str = Field(min_length=1, max_length=200, examples=["ci"])
    project: str = Field(default="", description="Project id or slug; empty for all projects")
    scopes: list[Permission] = Field(default=list(DEFAULT_SCOPES), min_length=1)
    expires_ms: int | None = Field(default=None, description="When it stops working; None: never")


@dataclass(frozen=True)
class NewKey:
    """A key just made: its record, and its text, which is never shown again."""

    row: ApiKey
    text: str


def create_key(
    session: Session,
    clock: Clock,
    installation_secret: bytes,
    organization_id: str,
    request: CreateKey,
    *,
    maker: Principal | None = None,
) -> NewKey:
    """A new key. NotAllowedError if it would hold more than its maker (None: the system) does."""
    now = clock.now_ms()
    if request.expires_ms is not None and request.expires_ms <= now:
        raise InvalidInputError("lies in the past", where="expires_ms")
    if maker is not None:
        _check_maker(maker, request)
    project = find_project(session, organization_id, request.project) if request.project else None
    text = new_key_text()
    row = ApiKey(
        id=new_id("key", now),
        organization_id=organization_id,
        project_id=project.id if project else None,
        member_id=(maker.member_id or None) if maker else None,
        name=request.name,
        prefix=text.prefix,
        secret_hash=hash_key(text, installation_secret),
        scopes=sorted(set(request.scopes)),
        created_ms=now,
        expires_ms=request.expires_ms,
        revoked_ms=None,
        last_used_ms=None,
    )
    session.add(row)
    session.flush()
    return NewKey(row, str(text))


def authenticate_key(
    session: Session, clock: Clock, installation_secret: bytes, text: str
) -> ApiKey:
    """The record of the key whose text this is. NotSignedInError says what is wrong with it."""
    key = parse_key_text(text)
    if key is None:
        raise NotSignedInError(
            "this is not a Jarip API key", where="Authorization", todo="copy the key again, whole"
        )
    row = session.scalar(select(ApiKey).where(ApiKey.prefix == key.prefix))
    if row is None or not key_matches(key, row.secret_hash, installation_secret):
        raise NotSignedInError(
            "no such API key", where=f"jrp_{key.prefix}", todo="use a key of this installation"
        )
    if row.revoked_ms is not None:
        raise NotSignedInError("the API key was revoked", where=row.id, todo="make a new key")
    if row.expires_ms is not None and row.expires_ms <= clock.now_ms():
        raise NotSignedInError("the API key has expired", where=row.id, todo="make a new key")
    return row


def key_principal(
    session: Session, key: ApiKey, organization: str = "", project: str = ""
) -> Principal:
    """What a key may do. Only the operator's may act for another `organization` (id or slug)."""
    permissions = frozenset(Permission(scope) for scope in key.scopes)
    if key.member_id:
        permissions &= _permissions_of_member(session, key)
    organization_id = key.organization_id
    if organization and organization != organization_id:
        organization_id = _chosen_organization(session, key, permissions, organization)
    project_id = key.project_id or ""
    if project:
        chosen: Project = find_project(session, organization_id, project)
        if project_id and chosen.id != project_id:
            raise NotAllowedError(f"this key works in {project_id} only", where=chosen.id)
        project_id = chosen.id
    return Principal(
        key.id,
        organization_id,
        project_id,
        permissions,
        key.member_id or "",
        is_visiting=organization_id != key.organization_id,
    )


def note_key_use(session: Session, clock: Clock, key: ApiKey) -> None:
    """Record that the key was used."""
    session.execute(update(ApiKey).where(ApiKey.id == key.id).values(last_used_ms=clock.now_ms()))


def use_is_stale(clock: Clock, key: ApiKey) -> bool:
    """Whether `last_used_ms` is old enough to be worth a write."""
    return key.last_used_ms is None or clock.now_ms() - key.last_used_ms >= LAST_USED_STEP_MS


def revoke_key(session: Session, clock: Clock, organization_id: str, key_id: str) -> ApiKey:
    """Stop a key from working, at once and for good. Revoking twice keeps the first time."""
    key = session.get(ApiKey, key_id)
    if key is None or key.organization_id != organization_id:
        raise NotFoundError("the organization has no API key with this id", where=key_id)
    if key.revoked_ms is None:
        key.revoked_ms = clock.now_ms()
    session.flush()
    return key


def list_keys(
    session: Session,
    organization_id: str,
    page: PageRequest,
    name: str = "",
    working_at_ms: int | None = None,
) -> PageOf[ApiKey]:
    """The organization's keys, newest first, revoked ones included.

    `name` keeps those with it in their name; `working_at_ms` those that work at that moment.
    """
    query = select(ApiKey).where(ApiKey.organization_id == organization_id)
    if name:
        query = query.where(has_text(name, ApiKey.name))
    if working_at_ms is not None:
        lasts = ApiKey.expires_ms.is_(None) | (ApiKey.expires_ms > working_at_ms)
        query = query.where(ApiKey.revoked_ms.is_(None), lasts)
    return select_page(session, query, ApiKey.id, page)


def _check_maker(maker: Principal, request: CreateKey) -> None:
    beyond = sorted(set(request.scopes) - maker.permissions)
    if beyond:
        raise NotAllowedError(
            f"a key cannot hold more than its maker does; you lack {', '.join(beyond)}",
            where="scopes",
            todo="leave those scopes out, or ask an owner to make the key",
        )
    if maker.project_id and request.project != maker.project_id:
        raise NotAllowedError(
            f"a key bound to {maker.project_id} can only make keys of that project",
            where="project",
            todo=f"set project to {maker.project_id}",
        )


def _permissions_of_member(session: Session, key: ApiKey) -> frozenset[Permission]:
    """What the person whose key it is may do today: a key never outlives its maker's role."""
    user = session.get(User, key.member_id)
    if user is None or user.disabled_ms is not None:
        raise NotSignedInError("the key's owner has no account any more", where=key.id)
    if user.is_operator:
        return EVERYTHING
    query = select(Member.role).where(
        Member.organization_id == key.organization_id, Member.user_id == user.id
    )
    role = session.scalar(query)
    if role is None:
        raise NotSignedInError("the key's owner is no member any more", where=key.id)
    return ROLES[Role(role)]


def _chosen_organization(
    session: Session, key: ApiKey, permissions: frozenset[Permission], choice: str
) -> str:
    query = select(Organization.id).where(
        (Organization.id == choice) | (Organization.slug == choice)
    )
    chosen = session.scalar(query)
    if chosen == key.organization_id:
        return chosen
    if Permission.OPERATOR not in permissions or chosen is None:
        raise NotFoundError("there is no organization with this id or slug", where=choice)
    return chosen
