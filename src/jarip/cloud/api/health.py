"""Whether the server is well (`/healthz`), and its figures for Prometheus (`/metrics`)."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from sqlalchemy import text

import jarip
from jarip.cloud.api.auth import Cloud
from jarip.cloud.db.migrate import current_revision

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The server answers and reaches its database."""

    status: str
    version: str
    database: str
    revision: str


@router.get("/healthz")
def get_health(cloud: Cloud) -> Health:
    """Whether the server answers and reaches its database. Needs no credential."""
    with cloud.database.read() as session:
        session.execute(text("SELECT 1"))
    return Health(
        status="ok",
        version=jarip.__version__,
        database=cloud.database.engine.dialect.name,
        revision=current_revision(cloud.database) or "",
    )


@router.get("/metrics", response_class=Response)
def get_metrics(cloud: Cloud) -> Response:
    """The server's figures in the Prometheus text format. Needs no credential."""
    return Response(generate_latest(cloud.metrics), media_type=CONTENT_TYPE_LATEST)
