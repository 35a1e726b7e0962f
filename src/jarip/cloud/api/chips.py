"""REST of the pool's chips."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.api.job_views import ChipView, view_chip
from jarip.cloud.api.running import Loop
from jarip.cloud.control.pool import LOCAL_NODE

router = APIRouter(prefix="/v1", tags=["chips"])


@router.get("/chips")
def list_chips(
    cloud: Cloud,
    _caller: Annotated[Principal, Depends(require(Permission.JOBS_READ))],
    loop: Loop,
) -> list[ChipView]:
    """Every chip of the pool, its measured speed, and whether a job has it now."""
    with cloud.database.read() as session:
        held = loop.pool.find_held(session)
    return [
        view_chip(chip, chip.node or LOCAL_NODE, held[chip.id].percent if chip.id in held else 0)
        for chip in loop.pool.chips
    ]
