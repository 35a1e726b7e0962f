"""What jobs of the same work took on each kind of chip."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "measured_work",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.String(length=40), nullable=False),
        sa.Column("work", sa.String(length=64), nullable=False),
        sa.Column("chip_kind", sa.String(length=64), nullable=False),
        sa.Column("attempt_id", sa.String(length=40), nullable=False),
        sa.Column("chip_ms", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_measured_work"),
        sa.UniqueConstraint("attempt_id", name="uq_measured_work_attempt_id"),
    )
    op.create_index(
        "ix_measured_work_organization_id_work",
        "measured_work",
        ["organization_id", "work"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_measured_work_organization_id_work", table_name="measured_work")
    op.drop_table("measured_work")
