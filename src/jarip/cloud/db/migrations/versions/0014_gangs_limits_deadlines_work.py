"""Gangs, spreading, limits, deadlines and the work of jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("nodes", sa.BigInteger(), nullable=False, server_default="1"))
    op.add_column(
        "jobs", sa.Column("spread", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("jobs", sa.Column("limit_ms", sa.BigInteger(), nullable=True))
    op.add_column("jobs", sa.Column("deadline_ms", sa.BigInteger(), nullable=True))
    op.add_column(
        "jobs", sa.Column("work", sa.String(length=64), nullable=False, server_default="")
    )


def downgrade() -> None:
    for name in ("work", "deadline_ms", "limit_ms", "spread", "nodes"):
        op.drop_column("jobs", name)
