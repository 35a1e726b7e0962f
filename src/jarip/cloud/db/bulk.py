"""One statement for many rows, past the unit of work and past SQLAlchemy's own parameters.

The statement is compiled once a dialect; the driver gets the values as they are, which takes a
third of the time. So it is for values that drivers take: text, integers, booleans. JSON columns
need the ordinary way.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Dialect, Insert, Update
from sqlalchemy.orm import Session

Getter = Callable[[NamedTuple], Sequence[Any]]


def execute_many(session: Session, statement: Insert | Update, rows: Sequence[NamedTuple]) -> None:
    """Run a constant statement for every row, in the session's transaction.

    Rows are named tuples of one class, with a value for every parameter: for an `insert(Table)`
    without values, every column.
    """
    if not rows:
        return
    session.flush()
    connection = session.connection()
    sql, get_values = _compile(statement, connection.dialect)
    if get_values:
        connection.exec_driver_sql(sql, list(map(get_values, rows)))
    else:
        connection.exec_driver_sql(sql, [row._asdict() for row in rows])


@functools.lru_cache(maxsize=64)
def _compile(statement: Insert | Update, dialect: Dialect) -> tuple[str, Getter | None]:
    """Its text and, for a driver of positional parameters, what takes them from a row in order."""
    compiled = statement.compile(dialect=dialect)
    names = compiled.positiontup
    return str(compiled), attrgetter(*names) if names else None
