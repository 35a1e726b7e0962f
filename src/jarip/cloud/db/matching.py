"""Narrowing a list to rows whose text has a part in it, in any case."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import InstrumentedAttribute


def has_text(part: str, *columns: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether any of the columns has `part` in it. `%` and `_` stand for themselves."""
    wanted = part.strip().lower()
    return or_(*(func.lower(column).contains(wanted, autoescape=True) for column in columns))
