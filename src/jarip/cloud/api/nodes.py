"""REST of nodes: machines that join."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from jarip.cloud.control.join_desk import JoinDesk
from jarip.cloud.errors import ConflictError
from jarip.cloud.web.anonymous import limit_anonymous

router = APIRouter(prefix="/v1", tags=["nodes"])


class JoinRequest(BaseModel):
    """A machine that wants to take part."""

    token: str = Field(max_length=200, description="The join token that the operator gives out")
    name: str = Field(max_length=40, examples=["gpu-box-1"])
    machine: str = Field(min_length=8, max_length=100, description="By which it is known again")


class JoinAnswer(BaseModel):
    """What it needs."""

    name: str
    ray_address: str
    ray_token: str


@router.post("/nodes/join", dependencies=[Depends(limit_anonymous)])
def join(request: Request, wanted: JoinRequest) -> JoinAnswer:
    """Admit a machine. Needs the join token and no other credential."""
    desk: JoinDesk | None = getattr(request.app.state, "desk", None)
    if desk is None:
        raise ConflictError(
            "no machine can join this cloud: its engine is this machine's alone",
            todo="start it with `jarip up --engine ray`",
        )
    admitted = desk.admit(wanted.token, wanted.name, wanted.machine)
    return JoinAnswer(
        name=admitted.name, ray_address=admitted.ray_address, ray_token=admitted.ray_token
    )
