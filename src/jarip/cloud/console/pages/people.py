"""Names of those who act: people and API keys."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import ApiKey, User

TABLES: dict[str, type[ApiKey] | type[User]] = {"key_": ApiKey, "usr_": User}
"""Who may act, by how the id begins."""


def name_actors(session: Session, actor_ids: Iterable[str]) -> dict[str, str]:
    """The name of each actor by id; one that is unknown is called by its id."""
    names = {actor_id: actor_id for actor_id in actor_ids if actor_id}
    for prefix, table in TABLES.items():
        wanted = [actor_id for actor_id in names if actor_id.startswith(prefix)]
        if wanted:
            rows = session.execute(select(table.id, table.name).where(table.id.in_(wanted)))
            names |= {row_id: name for row_id, name in rows if name}
    return {"": "", **names}
