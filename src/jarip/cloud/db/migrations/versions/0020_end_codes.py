"""Why an attempt ended, as a stable word."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | None = None
depends_on: str | None = None

FORMER = {
    "state = 'succeeded'": "'succeeded'",
    "state = 'stopped'": "'stopped-by-' || stopped_by",
    "state = 'failed' AND exit_code > 128": "'signal'",
    "state = 'failed' AND (exit_code IS NULL OR exit_code <= 128)": "'exit-code'",
    "state = 'lost'": "'supervisor-lost'",
}
"""What is known of attempts that ended before."""


def upgrade() -> None:
    op.add_column(
        "attempts",
        sa.Column("end_code", sa.String(length=64), nullable=False, server_default=""),
    )
    for condition, value in FORMER.items():
        op.execute(f"UPDATE attempts SET end_code = {value} WHERE {condition}")


def downgrade() -> None:
    op.drop_column("attempts", "end_code")
