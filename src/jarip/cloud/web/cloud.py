"""The cloud an application serves, as a router's parameter."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from jarip.cloud.context import CloudContext


def cloud_of(request: Request) -> CloudContext:
    """The cloud of the application that serves a request."""
    cloud: CloudContext = request.app.state.cloud
    return cloud


async def get_cloud(request: Request) -> CloudContext:
    """The same, as a dependency; `async`, so that no thread is waited for."""
    return cloud_of(request)


Cloud = Annotated[CloudContext, Depends(get_cloud)]
"""A router parameter: the cloud."""
