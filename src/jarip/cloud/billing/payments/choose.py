"""Which payment provider a cloud uses."""

from __future__ import annotations

from jarip.cloud.billing.payments.provider import ManualProvider, PaymentProvider
from jarip.cloud.billing.payments.stripe import StripeProvider
from jarip.cloud.errors import InvalidInputError


def choose_provider(key: str, webhook_secret: str, url: str) -> PaymentProvider:
    """Stripe where a key is configured, else bank transfer.

    InvalidInputError for a key without a webhook secret: payments that a customer confirms are
    only heard of by webhook.
    """
    if not key:
        return ManualProvider()
    if not webhook_secret:
        raise InvalidInputError(
            "a Stripe key needs the secret of its webhook endpoint",
            where="JARIP_STRIPE_WEBHOOK_SECRET",
            todo="make an endpoint for <your address>/v1/webhooks/stripe at Stripe, and set it",
        )
    return StripeProvider(key, webhook_secret, url)
