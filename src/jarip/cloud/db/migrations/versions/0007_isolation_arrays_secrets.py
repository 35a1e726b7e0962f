"""Isolation, preemption, dependencies and arrays of jobs; secrets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "secrets",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("project_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_secrets_project_id_projects"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_secrets"),
        sa.UniqueConstraint("project_id", "name", name="uq_secrets_project_id_name"),
    )
    op.add_column(
        "jobs", sa.Column("isolation", sa.String(length=64), nullable=False, server_default="L0")
    )
    op.add_column(
        "jobs", sa.Column("preemptible", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("jobs", sa.Column("after", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column(
        "jobs", sa.Column("array_id", sa.String(length=40), nullable=False, server_default="")
    )
    op.add_column("jobs", sa.Column("array_index", sa.BigInteger(), nullable=True))
    op.add_column("jobs", sa.Column("array_at_once", sa.BigInteger(), nullable=True))
    op.create_index("ix_jobs_array_id", "jobs", ["array_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_jobs_array_id", table_name="jobs")
    op.drop_column("jobs", "array_at_once")
    op.drop_column("jobs", "array_index")
    op.drop_column("jobs", "array_id")
    op.drop_column("jobs", "after")
    op.drop_column("jobs", "preemptible")
    op.drop_column("jobs", "isolation")
    op.drop_table("secrets")
