"""The cloud an application serves, as a router's parameter."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from jarip.cloud.context import CloudContext


def get_cloud(request: Request) -> CloudContext:
    """The cloud this application serves."""
    cloud: CloudContext = request.app.state.cloud
    return cloud


Cloud = Annotated[CloudContext, Depends(get_cloud)]
"""A router parameter: the cloud."""
