"""The control loop of the server that answers, if it has one."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from jarip.cloud.control.loop import ControlLoop
from jarip.cloud.errors import CloudError


class NoEngineError(CloudError):
    """This server answers REST but runs nothing."""

    status = 503
    code = "no-engine"


def find_loop(request: Request) -> ControlLoop | None:
    """The loop, if there is one."""
    loop: ControlLoop | None = getattr(request.app.state, "loop", None)
    return loop


def get_loop(request: Request) -> ControlLoop:
    """The loop; NoEngineError without one."""
    loop = find_loop(request)
    if loop is None:
        raise NoEngineError(
            "this server runs no engine", todo="ask the server that `jarip up` started"
        )
    return loop


def get_waker(request: Request) -> Waker:
    """Something to call when there is work; without a loop it does nothing."""
    return Waker(find_loop(request))


class Waker:
    """Wakes the control loop, so that a submission starts at once."""

    def __init__(self, loop: ControlLoop | None) -> None:
        self._loop = loop

    def wake(self) -> None:
        if self._loop is not None:
            self._loop.wake()


Loop = Annotated[ControlLoop, Depends(get_loop)]
"""A router parameter: the control loop."""

AnyLoop = Annotated[ControlLoop | None, Depends(find_loop)]
"""A router parameter: the control loop, or None where nothing runs."""

Wake = Annotated[Waker, Depends(get_waker)]
"""A router parameter: wakes the control loop."""
