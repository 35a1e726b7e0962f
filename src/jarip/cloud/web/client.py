"""Where a request comes from.

Behind a proxy, uvicorn takes the address from X-Forwarded-For only if the proxy is trusted
(`FORWARDED_ALLOW_IPS`, by default this machine): nobody else can pretend to be another address.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from jarip.cloud.accounts.client_info import ClientInfo


def client_of(request: Request) -> ClientInfo:
    """The caller's address and browser."""
    address = request.client.host if request.client else ""
    return ClientInfo(address, request.headers.get("User-Agent", ""))


async def get_client(request: Request) -> ClientInfo:
    """The same, as a dependency; `async`, so that no thread is waited for."""
    return client_of(request)


Client = Annotated[ClientInfo, Depends(get_client)]
"""A router parameter: where the request comes from."""
