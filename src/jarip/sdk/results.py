"""What jobs leave: output files and metrics, as the client sees them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import quote

from jarip.sdk.errors import JaripError
from jarip.sdk.models import parse
from jarip.sdk.transport import Transport

Area = Literal["outputs", "checkpoints"]


@dataclass(frozen=True, slots=True)
class Output:
    """One kept file."""

    path: str
    size: int
    written_ms: int


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a curve; `value` is None where the job had no number."""

    step: int
    value: float | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class Metrics:
    """What one job logged by `jarip.log`."""

    job_id: str
    name: str
    labels: dict[str, str]
    series: dict[str, list[Point]]


class Results:
    """`client.results`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def outputs(self, job_id: str) -> list[Output]:
        """The files a job has kept so far."""
        return self.files(job_id)

    def checkpoints(self, job_id: str) -> list[Output]:
        """A job's checkpoints, as far as they are safe."""
        return self.files(job_id, area="checkpoints")

    def files(self, job_id: str, *, area: Area = "outputs") -> list[Output]:
        """The files of one of a job's areas, by path."""
        answer = self._transport.request("GET", f"/v1/jobs/{job_id}/{area}")
        return [parse(Output, each) for each in answer]

    def download(self, job_id: str, path: str, folder: Path, *, area: Area = "outputs") -> Path:
        """Fetch one kept file, or one of the checkpoints, to below `folder`; where it is now.
        Whole or not at all."""
        parts = PurePosixPath(path).parts
        if not parts or any(part in ("/", "..") for part in parts):
            raise JaripError("the path leads out of the folder", where=path)
        target = folder.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            try:
                for chunk in self._read(job_id, area, path):
                    file.write(chunk)
            except BaseException:
                os.unlink(file.name)  # noqa: PTH108
                raise
        return Path(file.name).replace(target)

    def metrics(self, job_ids: Sequence[str], points: int = 500) -> list[Metrics]:
        """What jobs logged, to be compared: about `points` a series."""
        answer = self._transport.request(
            "GET", "/v1/metrics", params={"job": list(job_ids), "points": points}
        )
        return [
            Metrics(
                each["job_id"],
                each["name"],
                each["labels"],
                {
                    name: [parse(Point, point) for point in series]
                    for name, series in each["series"].items()
                },
            )
            for each in answer
        ]

    def _read(self, job_id: str, area: str, path: str) -> Iterator[bytes]:
        return self._transport.download(f"/v1/jobs/{job_id}/{area}/{quote(path)}", {})
