"""A plan version and the catalog, as validated models."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    field_validator,
    model_validator,
)

from jarip.cloud.catalog.invoicing import Invoicing, Seller
from jarip.cloud.catalog.localized import Text
from jarip.cloud.catalog.money import Currency, parse_micros, write_micros
from jarip.cloud.errors import InvalidInputError

SLUG = r"^[a-z][a-z0-9-]{0,39}$"
ANY_KIND = "*"
"""The key of a rate for every kind that has none of its own."""


def _parse_amount(value: Any) -> int:
    try:
        amount = parse_micros(str(value))
    except InvalidInputError as error:
        raise ValueError(f"{error.what}; {error.todo}") from error
    if amount < 0:
        raise ValueError("a price cannot be negative")
    return amount


Amount = Annotated[int, BeforeValidator(_parse_amount), PlainSerializer(write_micros)]
"""Money in a plan: written as a decimal, held as integer micros, never negative."""

Rates = dict[Annotated[str, Field(max_length=64)], Amount]
"""A rate for each kind; `*` stands for all others."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Prices(_Model):
    """What a plan costs in one currency.

    `included_compute` is the worth, at this plan's own rates, of the chip time that the monthly fee
    covers, on chips of any kind. Storage is priced by 30 days of a gibibyte.
    """

    monthly_fee: Amount
    included_compute: Amount = 0
    chip_hour: Rates
    storage_gib_month: Rates = {ANY_KIND: 0}
    million_tokens: Rates = {ANY_KIND: 0}


class Limits(_Model):
    """What a subscriber may do at once. None: no limit.

    Without `overage` jobs stop when the included compute is used up, as they do in a trial.
    """

    overage: bool = True
    concurrent_jobs: int | None = Field(default=None, ge=1)
    chips_per_job: int | None = Field(default=None, ge=1)
    queue_priority: int = Field(default=0, ge=0, le=1000)
    storage_gib: int | None = Field(default=None, ge=0)
    seats: int | None = Field(default=None, ge=1)
    compute_unit_hours: int | None = Field(
        default=None, ge=0, description="Quota a billing period, in normalised compute units"
    )


class Plan(_Model):
    """One version of one plan."""

    id: str = Field(pattern=SLUG)
    version: int = Field(ge=1)
    name: Text
    description: Text
    public: bool = True
    trial_days: int = Field(default=0, ge=0, le=365)
    prices: dict[Currency, Prices] = Field(min_length=1)
    limits: Limits = Limits()

    @property
    def key(self) -> str:
        """What subscriptions refer to: `starter@2`."""
        return f"{self.id}@{self.version}"

    def prices_in(self, currency: Currency) -> Prices:
        """The plan's prices in a currency; InvalidInputError if it is not sold in it."""
        if currency not in self.prices:
            raise InvalidInputError(
                f"the plan {self.key} is not sold in {currency}",
                where="currency",
                todo=f"choose one of {', '.join(self.prices)}",
            )
        return self.prices[currency]


class Catalog(_Model):
    """Every plan version on offer, and how kinds of chips compare.

    `chip_units` says how many normalised compute units one chip of a kind counts for, in quotas.
    """

    format: int = Field(ge=1, le=1)
    operator_plan: str
    invoicing: Invoicing = Invoicing(seller=Seller(name="Jarip"))
    chip_units: dict[str, Annotated[int, Field(ge=1)]] = {ANY_KIND: 1}
    plans: tuple[Plan, ...] = Field(min_length=1)

    @field_validator("plans")
    @classmethod
    def _versions_differ(cls, plans: tuple[Plan, ...]) -> tuple[Plan, ...]:
        keys = [plan.key for plan in plans]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} is there more than once")
        return plans

    @model_validator(mode="after")
    def _operator_plan_exists(self) -> Catalog:
        if self.operator_plan not in {plan.id for plan in self.plans}:
            raise ValueError(f"operator_plan names no plan: {self.operator_plan!r}")
        return self

    def units_of(self, kind: str) -> int:
        """How many compute units a chip of this kind counts for."""
        return self.chip_units.get(kind, self.chip_units.get(ANY_KIND, 1))


def rate_of(rates: Rates, kind: str) -> int | None:
    """The rate of a kind in micros, None if it has no price."""
    return rates.get(kind, rates.get(ANY_KIND))
