"""Names of those who act: people and API keys."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import ApiKey, User


def name_actors(session: Session, actor_ids: Iterable[str]) -> dict[str, str]:
    """The name of each actor by id; one that is unknown is called by its id."""
    wanted = {actor_id for actor_id in actor_ids if actor_id}
    names = {actor_id: actor_id for actor_id in wanted}
    for table in (ApiKey, User):
        rows = session.execute(select(table.id, table.name).where(table.id.in_(wanted)))
        names |= {row_id: name for row_id, name in rows if name}
    return {"": "", **names}
