"""The first start of an installation: the operator's organization and key."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.keys import CreateKey, create_key
from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.secret import write_private
from jarip.cloud.accounts.tables import Organization
from jarip.cloud.db.clock import Clock

OPERATOR_SLUG = "operator"


def bootstrap_operator(
    session: Session, clock: Clock, installation_secret: bytes, key_path: Path
) -> Organization:
    """The operator's organization, made if missing, with a key at `key_path` (mode 0600).

    Losing the file is mended by the next start, which makes a new key.
    """
    operator = session.scalar(select(Organization).where(Organization.is_operator))
    if operator is None:
        request = CreateOrganization(name="Operator", slug=OPERATOR_SLUG)
        operator = create_organization(session, clock, request, is_operator=True)
    if not key_path.exists():
        request_key = CreateKey(name=f"{key_path.name} on this machine", scopes=list(Permission))
        key = create_key(session, clock, installation_secret, operator.id, request_key)
        write_private(key_path, key.text + "\n")
    return operator
