"""A limit on what one network address may ask without being anybody."""

from __future__ import annotations

from jarip.cloud.accounts.addresses import address_group
from jarip.cloud.accounts.rate_limits import Limit
from jarip.cloud.web.client import Client
from jarip.cloud.web.cloud import Cloud

ANONYMOUS = Limit("anonymous requests from one address", 600)


def limit_anonymous(cloud: Cloud, client: Client) -> None:
    """A dependency of routes that need no credential, also called for each credential that is
    refused. TooManyRequestsError beyond the limit."""
    cloud.meter.take(ANONYMOUS, address_group(client))
