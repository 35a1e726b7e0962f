"""Single Korean, Chinese and Japanese letters among what short queries look up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | None = None
depends_on: str | None = None

BATCH = 2000
LETTERS = "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3"
SINGLE = re.compile(f"[{LETTERS}]")
Document = sa.Row[Any]
STORE = sa.text("UPDATE search_documents SET pairs = :value WHERE id = :row")
ROWS = "SELECT id, title, body, keywords, author, pairs FROM search_documents"

DROP = {
    "sqlite": "DROP TRIGGER search_documents_changed",
    "postgresql": "DROP INDEX ix_search_documents_pairs",
}
"""What would follow each row's change: the whole index is built once instead."""

BUILD = {
    "sqlite": [
        "INSERT INTO search_pairs(search_pairs) VALUES ('rebuild')",
        """CREATE TRIGGER search_documents_changed AFTER UPDATE ON search_documents BEGIN
        INSERT INTO search_words(search_words, rowid, title, body, keywords, author, owner)
        VALUES ('delete', old.id, old.title, old.body, old.keywords, old.author, old.owner);
        INSERT INTO search_pairs(search_pairs, rowid, pairs, owner)
        VALUES ('delete', old.id, old.pairs, old.owner);
        INSERT INTO search_words(rowid, title, body, keywords, author, owner)
        VALUES (new.id, new.title, new.body, new.keywords, new.author, new.owner);
        INSERT INTO search_pairs(rowid, pairs, owner) VALUES (new.id, new.pairs, new.owner); END""",
    ],
    "postgresql": [
        """CREATE INDEX ix_search_documents_pairs ON search_documents
        USING gin (string_to_array(pairs, ' '))""",
    ],
}


def upgrade() -> None:
    _change_pairs(_with_letters)


def downgrade() -> None:
    _change_pairs(_without_letters)


def _change_pairs(change: Callable[[Document], str]) -> None:
    dialect = op.get_bind().dialect.name
    op.execute(DROP[dialect])
    for rows in _batches():
        changed = [
            {"row": row.id, "value": value} for row in rows if (value := change(row)) != row.pairs
        ]
        if changed:
            op.get_bind().execute(STORE, changed)
    for statement in BUILD[dialect]:
        op.execute(statement)


def _batches() -> Iterator[Sequence[Document]]:
    last = -1
    query = sa.text(f"{ROWS} WHERE id > :last ORDER BY id LIMIT :most")
    while rows := op.get_bind().execute(query, {"last": last, "most": BATCH}).all():
        yield rows
        last = rows[-1].id


def _with_letters(row: Document) -> str:
    text = "\n".join((row.title, row.body, row.keywords, row.author)).lower()
    return " ".join(sorted({*row.pairs.split(), *SINGLE.findall(text)}))


def _without_letters(row: Document) -> str:
    return " ".join(token for token in row.pairs.split() if not SINGLE.fullmatch(token))
