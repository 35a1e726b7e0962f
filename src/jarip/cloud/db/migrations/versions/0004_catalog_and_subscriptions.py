"""Catalog and subscriptions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "plan_versions",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("published_ms", sa.BigInteger(), nullable=False),
        sa.Column("retired_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_plan_versions"),
        sa.UniqueConstraint("plan_id", "version", name="uq_plan_versions_plan_id_version"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.String(length=40), nullable=False),
        sa.Column("plan_key", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=64), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("started_ms", sa.BigInteger(), nullable=False),
        sa.Column("anchor_ms", sa.BigInteger(), nullable=False),
        sa.Column("period_start_ms", sa.BigInteger(), nullable=False),
        sa.Column("period_end_ms", sa.BigInteger(), nullable=False),
        sa.Column("trial_end_ms", sa.BigInteger(), nullable=True),
        sa.Column("next_plan_key", sa.String(length=64), nullable=True),
        sa.Column("cancel_at_end", sa.Boolean(), nullable=False),
        sa.Column("cancelled_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name="fk_subscriptions_organization_id_organizations",
        ),
        sa.ForeignKeyConstraint(
            ["plan_key"], ["plan_versions.key"], name="fk_subscriptions_plan_key_plan_versions"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
    )
    op.create_index(
        "ix_subscriptions_organization_id", "subscriptions", ["organization_id"], unique=False
    )
    op.create_index(
        "uq_subscriptions_current",
        "subscriptions",
        ["organization_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.create_table(
        "billing_periods",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("subscription_id", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.String(length=40), nullable=False),
        sa.Column("start_ms", sa.BigInteger(), nullable=False),
        sa.Column("end_ms", sa.BigInteger(), nullable=False),
        sa.Column("full_end_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscriptions.id"],
            name="fk_billing_periods_subscription_id_subscriptions",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_billing_periods"),
        sa.UniqueConstraint(
            "subscription_id", "start_ms", name="uq_billing_periods_subscription_id_start_ms"
        ),
    )
    op.create_index(
        "ix_billing_periods_organization_id_start_ms",
        "billing_periods",
        ["organization_id", "start_ms"],
        unique=False,
    )
    op.create_table(
        "subscription_phases",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("subscription_id", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.String(length=40), nullable=False),
        sa.Column("plan_key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("start_ms", sa.BigInteger(), nullable=False),
        sa.Column("end_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_key"],
            ["plan_versions.key"],
            name="fk_subscription_phases_plan_key_plan_versions",
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscriptions.id"],
            name="fk_subscription_phases_subscription_id_subscriptions",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_subscription_phases"),
        sa.UniqueConstraint(
            "subscription_id", "start_ms", name="uq_subscription_phases_subscription_id_start_ms"
        ),
    )


def downgrade() -> None:
    op.drop_table("subscription_phases")
    op.drop_index("ix_billing_periods_organization_id_start_ms", table_name="billing_periods")
    op.drop_table("billing_periods")
    op.drop_index(
        "uq_subscriptions_current",
        table_name="subscriptions",
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.drop_index("ix_subscriptions_organization_id", table_name="subscriptions")
    op.drop_table("subscriptions")
    op.drop_table("plan_versions")
