"""The declarative base of every table, and the column types tables share."""

from __future__ import annotations

from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraint names, so that a migration can name what it drops on either database."""

ID_LENGTH = 40


class Base(DeclarativeBase):
    """All tables. Integers are 64 bit everywhere: money and milliseconds need it."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy declares it as an instance attribute
        int: BigInteger(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
    }


PrimaryId = Annotated[str, mapped_column(String(ID_LENGTH), primary_key=True)]
"""A prefixed, sortable id (see `ids.new_id`) as the primary key."""

Id = Annotated[str, mapped_column(String(ID_LENGTH))]
"""The id of something in another table."""

Name = Annotated[str, mapped_column(String(200))]
"""A name people chose."""

Code = Annotated[str, mapped_column(String(64))]
"""A short word from a declared list: a state, a kind, a currency."""
