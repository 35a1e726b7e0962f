"""API keys: checked in constant time, scoped, expiring, revocable, never stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from jarip.cloud.accounts.key_format import new_key_text, parse_key_text
from jarip.cloud.accounts.keys import (
    CreateKey,
    authenticate_key,
    create_key,
    key_principal,
    revoke_key,
)
from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.accounts.permissions import ROLES, Permission, Role, describe_roles
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.errors import InvalidInputError, NotAllowedError, NotFoundError, NotSignedInError

SECRET = bytes(range(32))


def make(database: Database, clock: FrozenClock, **fields: object) -> tuple[str, str]:
    """A fresh organization and a key of it: (organization id, key text)."""
    with database.write() as session:
        organization = create_organization(session, clock, CreateOrganization(name="Han"))
        request = CreateKey.model_validate({"name": "ci", **fields})
        return organization.id, create_key(session, clock, SECRET, organization.id, request).text


def check(database: Database, clock: FrozenClock, key: str) -> Principal:
    with database.read() as session:
        return key_principal(session, authenticate_key(session, clock, SECRET, key))


def test_a_key_opens_its_organization_with_its_scopes(
    database: Database, clock: FrozenClock
) -> None:
    organization_id, key = make(database, clock, scopes=["jobs:read"])
    principal = check(database, clock, key)
    assert principal.organization_id == organization_id
    assert principal.permissions == {Permission.JOBS_READ}
    with pytest.raises(NotAllowedError, match="jobs:write"):
        principal.check(Permission.JOBS_WRITE)


def test_the_secret_is_not_in_the_database(database: Database, clock: FrozenClock) -> None:
    _, key = make(database, clock)
    with database.read() as session:
        row = dict(session.execute(text("SELECT * FROM api_keys")).mappings().one())
    secret = key.split("_")[2]
    assert not any(secret in str(value) or secret[:32] in str(value) for value in row.values())


def test_an_expired_key_is_refused(database: Database, clock: FrozenClock) -> None:
    _, key = make(database, clock, expires_ms=clock.now_ms() + 1000)
    assert check(database, clock, key)
    clock.advance(seconds=1)
    with pytest.raises(NotSignedInError, match="expired"):
        check(database, clock, key)


def test_a_revoked_key_is_refused(database: Database, clock: FrozenClock) -> None:
    organization_id, key = make(database, clock)
    with database.write() as session:
        row = authenticate_key(session, clock, SECRET, key)
        revoke_key(session, clock, organization_id, row.id)
    with pytest.raises(NotSignedInError, match="revoked"):
        check(database, clock, key)


def test_a_key_of_another_installation_is_refused(database: Database, clock: FrozenClock) -> None:
    _, key = make(database, clock)
    with pytest.raises(NotSignedInError, match="no such"), database.read() as session:
        authenticate_key(session, clock, bytes(32), key)


def test_a_key_that_would_expire_in_the_past_is_refused(
    database: Database, clock: FrozenClock
) -> None:
    with pytest.raises(InvalidInputError):
        make(database, clock, expires_ms=clock.now_ms())


def test_a_key_cannot_make_a_stronger_one(database: Database, clock: FrozenClock) -> None:
    organization_id, _ = make(database, clock)
    maker = Principal("key_1", organization_id, "", ROLES[Role.ADMIN])
    request = CreateKey(name="strong", scopes=[Permission.OPERATOR])
    with pytest.raises(NotAllowedError, match="operator"), database.write() as session:
        create_key(session, clock, SECRET, organization_id, request, maker=maker)


def test_a_project_key_cannot_make_a_key_of_another_project(
    database: Database, clock: FrozenClock
) -> None:
    organization_id, _ = make(database, clock)
    maker = Principal("key_1", organization_id, "prj_mine", ROLES[Role.ADMIN])
    request = CreateKey(name="wide", scopes=[Permission.JOBS_READ])
    with pytest.raises(NotAllowedError, match="prj_mine"), database.write() as session:
        create_key(session, clock, SECRET, organization_id, request, maker=maker)


def test_a_key_does_not_open_another_organization(database: Database, clock: FrozenClock) -> None:
    _, key = make(database, clock)
    with database.write() as session:
        other = create_organization(session, clock, CreateOrganization(name="Other"))
    with database.read() as session:
        row = authenticate_key(session, clock, SECRET, key)
        with pytest.raises(NotFoundError, match="no organization"):
            key_principal(session, row, organization=other.slug)


@given(st.data())
def test_a_mistyped_key_is_recognised_without_a_query(data: st.DataObject) -> None:
    text = str(new_key_text())
    position = data.draw(st.integers(4, len(text) - 1))
    letter = data.draw(st.characters(codec="ascii").filter(lambda c: c != text[position]))
    assert parse_key_text(text) is not None
    assert parse_key_text(text[:position] + letter + text[position + 1 :]) is None


@given(st.text())
def test_no_text_breaks_the_parser(text: str) -> None:
    assert parse_key_text(text) is None


def test_every_role_lacks_the_operators_permission() -> None:
    assert all(Permission.OPERATOR not in permissions for permissions in ROLES.values())
    assert ROLES[Role.VIEWER] < ROLES[Role.DEVELOPER] < ROLES[Role.ADMIN] < ROLES[Role.OWNER]


def test_the_page_for_operators_shows_the_table_in_force() -> None:
    page = Path(__file__).parents[3] / "docs" / "accounts.md"
    assert describe_roles() in page.read_text()
