"""To whom an organization's invoices are addressed."""

from __future__ import annotations

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import Organization
from jarip.cloud.billing.tables import BillingProfile
from jarip.cloud.db.database import get_row


class BillingDetails(BaseModel):
    """Name, address and tax details on invoices. `country` decides the tax."""

    legal_name: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=1000)
    registration_number: str = Field(default="", max_length=64)
    country: str = Field(default="", pattern="^([A-Z]{2})?$", examples=["KR"])
    email: str = Field(default="", max_length=254)


def read_details(session: Session, organization_id: str) -> BillingDetails:
    """The details given, with the organization's own name where none was."""
    profile = session.get(BillingProfile, organization_id)
    name = get_row(session, Organization, organization_id).name
    if profile is None:
        return BillingDetails(legal_name=name)
    return BillingDetails(
        legal_name=profile.legal_name or name,
        address=profile.address,
        registration_number=profile.registration_number,
        country=profile.country,
        email=profile.email,
    )


def change_details(session: Session, organization_id: str, details: BillingDetails) -> None:
    """Give new details. Invoices issued before keep the old ones."""
    session.merge(BillingProfile(organization_id=organization_id, **details.model_dump()))
    session.flush()
