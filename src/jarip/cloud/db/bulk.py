"""One statement for many rows, past the unit of work and past SQLAlchemy's own parameters.

The statement is compiled once a dialect; the driver gets the values as they are, which takes a
third of the time. So it is for values that drivers take: text, integers, booleans. JSON columns
need the ordinary way.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Insert, Update
from sqlalchemy.orm import Session


def execute_many(
    session: Session, statement: Insert | Update, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Run a constant statement for every row, in the session's transaction.

    A row has a value for every parameter: for an `insert(Table)` without values, every column.
    """
    if not rows:
        return
    session.flush()
    connection = session.connection()
    sql, names = _compile(statement, connection.dialect)
    if names:
        connection.exec_driver_sql(sql, [tuple(row[name] for name in names) for row in rows])
    else:
        connection.exec_driver_sql(sql, [dict(row) for row in rows])


@functools.lru_cache(maxsize=64)
def _compile(statement: Insert | Update, dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    """Its text and, for a driver of positional parameters, their names in order."""
    compiled = statement.compile(dialect=dialect)
    return str(compiled), tuple(compiled.positiontup or ())
