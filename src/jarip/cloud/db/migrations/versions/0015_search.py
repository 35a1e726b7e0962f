"""Search documents, their index, and how far logs are indexed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | None = None
depends_on: str | None = None

EVERYTHING = "(title || ' ' || body || ' ' || keywords || ' ' || author)"

INDEX = {
    "sqlite": [
        # Any part of a word of three letters or more, in any language.
        """CREATE VIRTUAL TABLE search_words USING fts5(
        title, body, keywords, author, owner,
        content='search_documents', content_rowid='id', tokenize='trigram')""",
        # Two letters: pairs of Korean, Chinese and Japanese letters, short Latin words.
        """CREATE VIRTUAL TABLE search_pairs USING fts5(
        pairs, owner, content='search_documents', content_rowid='id', detail=none,
        tokenize="unicode61 remove_diacritics 0")""",
        """CREATE TRIGGER search_documents_added AFTER INSERT ON search_documents BEGIN
        INSERT INTO search_words(rowid, title, body, keywords, author, owner)
        VALUES (new.id, new.title, new.body, new.keywords, new.author, new.owner);
        INSERT INTO search_pairs(rowid, pairs, owner) VALUES (new.id, new.pairs, new.owner); END""",
        """CREATE TRIGGER search_documents_removed AFTER DELETE ON search_documents BEGIN
        INSERT INTO search_words(search_words, rowid, title, body, keywords, author, owner)
        VALUES ('delete', old.id, old.title, old.body, old.keywords, old.author, old.owner);
        INSERT INTO search_pairs(search_pairs, rowid, pairs, owner)
        VALUES ('delete', old.id, old.pairs, old.owner); END""",
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
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        f"""CREATE INDEX ix_search_documents_words ON search_documents
        USING gin ({EVERYTHING} gin_trgm_ops)""",
        """CREATE INDEX ix_search_documents_pairs ON search_documents
        USING gin (string_to_array(pairs, ' '))""",
    ],
}


def upgrade() -> None:
    op.create_table(
        "search_documents",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("organization_id", sa.String(length=40), nullable=False),
        sa.Column("project_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("part", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("keywords", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=254), nullable=False),
        sa.Column("owner", sa.String(length=8), nullable=False),
        sa.Column("pairs", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_documents"),
        sa.UniqueConstraint(
            "kind",
            "ref",
            "part",
            "organization_id",
            name="uq_search_documents_kind_ref_part_organization_id",
        ),
    )
    op.create_index(
        "ix_search_documents_organization_id_id", "search_documents", ["organization_id", "id"]
    )
    op.create_table(
        "search_log_positions",
        sa.Column("attempt_id", sa.String(length=40), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.BigInteger(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", name="pk_search_log_positions"),
    )
    op.create_index(
        "ix_search_log_positions_waiting",
        "search_log_positions",
        ["attempt_id"],
        sqlite_where=sa.text("is_done = 0"),
        postgresql_where=sa.text("is_done = false"),
    )
    for statement in INDEX[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute(
        'INSERT INTO search_log_positions (attempt_id, "offset", part, is_done) '
        "SELECT id, 0, 0, false FROM attempts"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
        op.execute("DROP TABLE search_pairs")
    op.drop_table("search_log_positions")
    op.drop_table("search_documents")
