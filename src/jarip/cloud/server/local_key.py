"""This machine's own API key, so that `jarip run` works right after `jarip up`."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from jarip.cloud.accounts.keys import CreateKey, create_key
from jarip.cloud.accounts.permissions import EVERYTHING
from jarip.cloud.accounts.tables import Organization, Project
from jarip.cloud.context import CloudContext
from jarip.sdk.credentials import FILE_NAME, Credentials, read_stored, write_credentials


def write_local_credentials(cloud: CloudContext, url: str) -> Path:
    """Write the server's address and a key of the operator's first project; the file's path.

    A key that was written before is kept: only the address changes.
    """
    path = cloud.settings.home / FILE_NAME
    stored = read_stored(path)
    api_key = stored.get("api_key") or _create_key(cloud)
    return write_credentials(cloud.settings.home, Credentials(url, api_key))


def _create_key(cloud: CloudContext) -> str:
    with cloud.database.write() as session:
        operator = session.scalars(select(Organization).where(Organization.is_operator)).one()
        project = session.scalars(
            select(Project).where(Project.organization_id == operator.id).order_by(Project.id)
        ).first()
        request = CreateKey(
            name="jarip on this machine",
            project=project.id if project else "",
            scopes=sorted(EVERYTHING),
        )
        return create_key(session, cloud.clock, cloud.secret, operator.id, request).text
