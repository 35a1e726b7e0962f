"""Operators' rules for the pool, and jobs on parts of chips."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | None = None
depends_on: str | None = None

PARTS = {
    "jobs": {"chip_percent": "100"},
    "attempts": {"chip_percent": "100", "part_memory_bytes": "0"},
}


def upgrade() -> None:
    _create_windows()
    op.create_table(
        "pool_quotas",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.String(length=40), nullable=False),
        sa.Column("project_id", sa.String(length=40), nullable=False),
        sa.Column("chip_kind", sa.String(length=64), nullable=False),
        sa.Column("chips", sa.BigInteger(), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pool_quotas"),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name="fk_pool_quotas_organization_id_organizations",
        ),
        sa.UniqueConstraint(
            "organization_id",
            "project_id",
            "chip_kind",
            name="uq_pool_quotas_organization_id_project_id_chip_kind",
        ),
    )
    op.create_table(
        "pool_shares",
        sa.Column("organization_id", sa.String(length=40), nullable=False),
        sa.Column("weight_percent", sa.BigInteger(), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", name="pk_pool_shares"),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name="fk_pool_shares_organization_id_organizations",
        ),
    )
    op.create_table(
        "pool_policy",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("min_run_ms", sa.BigInteger(), nullable=False),
        sa.Column("half_life_ms", sa.BigInteger(), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pool_policy"),
    )
    _add_parts()


def _create_windows() -> None:
    op.create_table(
        "pool_windows",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("nodes", sa.JSON(), nullable=False),
        sa.Column("organization_id", sa.String(length=40), nullable=False),
        sa.Column("chips", sa.BigInteger(), nullable=False),
        sa.Column("chip_kind", sa.String(length=64), nullable=False),
        sa.Column("from_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_pool_windows"),
    )
    op.create_index("ix_pool_windows_ended_ms", "pool_windows", ["ended_ms"], unique=False)


def _add_parts() -> None:
    for table, columns in PARTS.items():
        for name, default in columns.items():
            op.add_column(
                table, sa.Column(name, sa.BigInteger(), nullable=False, server_default=default)
            )


def downgrade() -> None:
    for table, columns in PARTS.items():
        for name in columns:
            op.drop_column(table, name)
    op.drop_table("pool_policy")
    op.drop_table("pool_shares")
    op.drop_table("pool_quotas")
    op.drop_index("ix_pool_windows_ended_ms", table_name="pool_windows")
    op.drop_table("pool_windows")
