"""Wallets, coupons, payments, dunning, notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "coupons",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("basis_points", sa.BigInteger(), nullable=False),
        sa.Column("amount_micros", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=64), nullable=False),
        sa.Column("applies_to", sa.String(length=64), nullable=False),
        sa.Column("periods", sa.BigInteger(), nullable=True),
        sa.Column("plans", sa.JSON(), nullable=False),
        sa.Column("credit_days", sa.BigInteger(), nullable=True),
        sa.Column("max_redemptions", sa.BigInteger(), nullable=True),
        sa.Column("redeemed", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("archived_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_coupons"),
    )
    op.create_table(
        "provider_events",
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("event_ref", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("provider", "event_ref", name="pk_provider_events"),
    )
    op.create_table(
        "coupon_redemptions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("coupon_code", sa.String(length=64), nullable=False),
        sa.Column("organization_id", sa.String(length=40), nullable=False),
        sa.Column("subscription_id", sa.String(length=40), nullable=False),
        sa.Column("start_ms", sa.BigInteger(), nullable=False),
        sa.Column("redeemed_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coupon_code"], ["coupons.code"], name="fk_coupon_redemptions_coupon_code_coupons"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name="fk_coupon_redemptions_organization_id_organizations",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_coupon_redemptions"),
        sa.UniqueConstraint(
            "organization_id",
            "coupon_code",
            name="uq_coupon_redemptions_organization_id_coupon_code",
        ),
    )
    op.create_index(
        "ix_coupon_redemptions_subscription_id",
        "coupon_redemptions",
        ["subscription_id"],
        unique=False,
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("severity", sa.String(length=64), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("link", sa.String(length=200), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("read_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name="fk_notices_organization_id_organizations",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("organization_id", "key", name="uq_notices_organization_id_key"),
    )
    op.create_index(
        "ix_notices_organization_id_id", "notices", ["organization_id", "id"], unique=False
    )
    op.create_table(
        "payment_attempts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.String(length=40), nullable=False),
        sa.Column("invoice_id", sa.String(length=40), nullable=False),
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("request_key", sa.String(length=200), nullable=True),
        sa.Column("method_ref", sa.String(length=200), nullable=False),
        sa.Column("currency", sa.String(length=64), nullable=False),
        sa.Column("amount_micros", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("client_secret", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name="fk_payment_attempts_organization_id_organizations",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_payment_attempts"),
        sa.UniqueConstraint(
            "organization_id", "request_key", name="uq_payment_attempts_organization_id_request_key"
        ),
    )
    op.create_index(
        "ix_payment_attempts_invoice_id", "payment_attempts", ["invoice_id"], unique=False
    )
    op.create_index(
        "ix_payment_attempts_state_created_ms",
        "payment_attempts",
        ["state", "created_ms"],
        unique=False,
    )
    op.create_table(
        "payment_methods",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.String(length=40), nullable=False),
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("customer_ref", sa.String(length=200), nullable=False),
        sa.Column("method_ref", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name="fk_payment_methods_organization_id_organizations",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_payment_methods"),
        sa.UniqueConstraint(
            "organization_id", "provider", name="uq_payment_methods_organization_id_provider"
        ),
    )
    op.create_table(
        "wallets",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=64), nullable=False),
        sa.Column("balance_micros", sa.BigInteger(), nullable=False),
        sa.Column("debt_micros", sa.BigInteger(), nullable=False),
        sa.Column("overdraft_micros", sa.BigInteger(), nullable=False),
        sa.Column("prepaid", sa.Boolean(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name="fk_wallets_organization_id_organizations",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_wallets"),
        sa.UniqueConstraint(
            "organization_id", "currency", name="uq_wallets_organization_id_currency"
        ),
    )
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.String(length=40), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("disabled_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name="fk_webhook_endpoints_organization_id_organizations",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_endpoints"),
    )
    op.create_index(
        "ix_webhook_endpoints_organization_id",
        "webhook_endpoints",
        ["organization_id"],
        unique=False,
    )
    op.create_table(
        "credit_lots",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("wallet_id", sa.String(length=40), nullable=False),
        sa.Column("paid", sa.Boolean(), nullable=False),
        sa.Column("original_micros", sa.BigInteger(), nullable=False),
        sa.Column("left_micros", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wallet_id"], ["wallets.id"], name="fk_credit_lots_wallet_id_wallets"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_credit_lots"),
    )
    op.create_index("ix_credit_lots_expires_ms", "credit_lots", ["expires_ms"], unique=False)
    op.create_index(
        "ix_credit_lots_wallet_id_left_micros",
        "credit_lots",
        ["wallet_id", "left_micros"],
        unique=False,
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.String(length=40), nullable=False),
        sa.Column("notice_id", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=2000), nullable=False),
        sa.Column("locale", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("next_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name="fk_deliveries_notice_id_notices"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index(
        "ix_deliveries_ended_ms_next_ms", "deliveries", ["ended_ms", "next_ms"], unique=False
    )
    op.create_index(
        "ix_deliveries_organization_id_id", "deliveries", ["organization_id", "id"], unique=False
    )
    op.create_table(
        "wallet_transfers",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("wallet_id", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("amount_micros", sa.BigInteger(), nullable=False),
        sa.Column("balance_micros", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wallet_id"], ["wallets.id"], name="fk_wallet_transfers_wallet_id_wallets"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_wallet_transfers"),
        sa.UniqueConstraint("key", name="uq_wallet_transfers_key"),
    )
    op.create_index(
        "ix_wallet_transfers_invoice_id", "wallet_transfers", ["invoice_id"], unique=False
    )
    op.create_index(
        "ix_wallet_transfers_wallet_id_id", "wallet_transfers", ["wallet_id", "id"], unique=False
    )
    op.create_table(
        "dunning_cases",
        sa.Column("invoice_id", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.String(length=40), nullable=False),
        sa.Column("opened_ms", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("next_ms", sa.BigInteger(), nullable=False),
        sa.Column("closed_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name="fk_dunning_cases_invoice_id_invoices"
        ),
        sa.PrimaryKeyConstraint("invoice_id", name="pk_dunning_cases"),
    )
    op.create_index(
        "ix_dunning_cases_closed_ms_next_ms",
        "dunning_cases",
        ["closed_ms", "next_ms"],
        unique=False,
    )
    op.create_index(
        "ix_dunning_cases_organization_id", "dunning_cases", ["organization_id"], unique=False
    )
    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("transfer_id", sa.String(length=40), nullable=False),
        sa.Column("wallet_id", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("lot_id", sa.String(length=40), nullable=False),
        sa.Column("amount_micros", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transfer_id"],
            ["wallet_transfers.id"],
            name="fk_ledger_entries_transfer_id_wallet_transfers",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_entries"),
    )
    op.create_index(
        "ix_ledger_entries_transfer_id", "ledger_entries", ["transfer_id"], unique=False
    )
    op.create_index(
        "ix_ledger_entries_wallet_id_account",
        "ledger_entries",
        ["wallet_id", "account"],
        unique=False,
    )
    op.add_column(
        "payments", sa.Column("excess_micros", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.add_column(
        "subscriptions",
        sa.Column("pause_reason", sa.String(length=64), nullable=False, server_default=""),
    )


def downgrade() -> None:
    op.drop_column("subscriptions", "pause_reason")
    op.drop_column("payments", "excess_micros")
    op.drop_index("ix_ledger_entries_wallet_id_account", table_name="ledger_entries")
    op.drop_index("ix_ledger_entries_transfer_id", table_name="ledger_entries")
    op.drop_table("ledger_entries")
    op.drop_index("ix_dunning_cases_organization_id", table_name="dunning_cases")
    op.drop_index("ix_dunning_cases_closed_ms_next_ms", table_name="dunning_cases")
    op.drop_table("dunning_cases")
    op.drop_index("ix_wallet_transfers_wallet_id_id", table_name="wallet_transfers")
    op.drop_index("ix_wallet_transfers_invoice_id", table_name="wallet_transfers")
    op.drop_table("wallet_transfers")
    op.drop_index("ix_deliveries_organization_id_id", table_name="deliveries")
    op.drop_index("ix_deliveries_ended_ms_next_ms", table_name="deliveries")
    op.drop_table("deliveries")
    op.drop_index("ix_credit_lots_wallet_id_left_micros", table_name="credit_lots")
    op.drop_index("ix_credit_lots_expires_ms", table_name="credit_lots")
    op.drop_table("credit_lots")
    op.drop_index("ix_webhook_endpoints_organization_id", table_name="webhook_endpoints")
    op.drop_table("webhook_endpoints")
    op.drop_table("wallets")
    op.drop_table("payment_methods")
    op.drop_index("ix_payment_attempts_state_created_ms", table_name="payment_attempts")
    op.drop_index("ix_payment_attempts_invoice_id", table_name="payment_attempts")
    op.drop_table("payment_attempts")
    op.drop_index("ix_notices_organization_id_id", table_name="notices")
    op.drop_table("notices")
    op.drop_index("ix_coupon_redemptions_subscription_id", table_name="coupon_redemptions")
    op.drop_table("coupon_redemptions")
    op.drop_table("provider_events")
    op.drop_table("coupons")
