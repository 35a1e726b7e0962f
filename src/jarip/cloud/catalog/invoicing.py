"""How an operator invoices: who sells, which tax applies where, when payment is due."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from jarip.cloud.catalog.localized import Text


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Seller(_Model):
    """The operator, as invoices name it."""

    name: str = Field(min_length=1)
    address: str = ""
    registration_number: str = ""
    email: str = ""
    payment: Text | None = None


class Tax(_Model):
    """A value added tax, as a percentage with at most two digits after the point."""

    name: Text
    percent: str = Field(pattern=r"^[0-9]{1,2}(\.[0-9]{1,2})?$")

    @property
    def basis_points(self) -> int:
        """The rate in hundredths of a percent."""
        whole, _, part = self.percent.partition(".")
        return int(whole) * 100 + int(part.ljust(2, "0"))


Days = Annotated[int, Field(ge=0, le=365)]


class Dunning(_Model):
    """What happens to an invoice that is overdue, in days from then on.

    `retry_days`: collect again, or remind. `pause_days`: stop jobs and the fee. `give_up_days`:
    the invoice is uncollectible; None: never.
    """

    retry_days: tuple[Days, ...] = Field(default=(1, 3, 7), max_length=20)
    pause_days: Days = 14
    give_up_days: Days | None = 90


class Invoicing(_Model):
    """The operator's invoicing. `taxes` is by country (ISO 3166): others are not taxed."""

    seller: Seller
    number_prefix: str = Field(default="INV", pattern=r"^[A-Z][A-Z0-9-]{0,15}$")
    due_days: int = Field(default=14, ge=0, le=365)
    taxes: dict[str, Tax] = {}
    dunning: Dunning = Dunning()
