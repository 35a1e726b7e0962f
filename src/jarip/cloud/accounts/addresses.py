"""Network addresses as limits count them."""

from __future__ import annotations

import ipaddress

from jarip.cloud.accounts.client_info import ClientInfo

IPV6_PREFIX = 64


def address_group(client: ClientInfo) -> str:
    """Who shares a limit: an IPv4 address, or a whole IPv6 /64, which one customer owns."""
    try:
        address = ipaddress.ip_address(client.address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((address, IPV6_PREFIX), strict=False))
    return str(address)
