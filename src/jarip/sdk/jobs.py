"""Jobs, as the client sees them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jarip.sdk.errors import ApiError
from jarip.sdk.logs import follow_log
from jarip.sdk.models import Job, JobDetail, LogLine, StateChange, parse, parse_detail
from jarip.sdk.pack_code import pack_code
from jarip.sdk.paging import iterate_pages
from jarip.sdk.transport import Transport


class Jobs:
    """`client.jobs`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def submit(
        self,
        command: str | Sequence[str],
        *,
        code: str | Path | None = None,
        **fields: Any,
    ) -> Job:
        """Queue a job. `code` is a folder (or one file) to pack and send; `fields` are the job
        specification's: name, chips, environment, timeout, retries, priority, labels, outputs.

        Raises ApiError naming each wrong field.
        """
        spec: dict[str, Any] = {
            "command": command if isinstance(command, str) else list(command),
            **fields,
        }
        if code is not None:
            spec["code"] = self.upload_code(Path(code))
        return self.submit_spec(spec)

    def submit_spec(self, spec: Mapping[str, Any]) -> Job:
        """Queue a job whose code, if any, is uploaded already. Safe against a broken connection."""
        answer = self._transport.request(
            "POST",
            "/v1/jobs",
            json=dict(spec),
            headers={"Idempotency-Key": secrets.token_hex(16)},
            repeatable=True,
        )
        return parse(Job, answer)

    def resume(self, job_id: str, checkpoint: str = "") -> Job:
        """Submit a job that has ended once more: a new one, which begins with its checkpoints.

        `checkpoint` is a file or a folder among them; empty for all. ApiError (`conflict`) if the
        job has not ended, (`not-found`) if it has no such checkpoint.
        """
        answer = self._transport.request(
            "POST",
            f"/v1/jobs/{job_id}/resume",
            json={"checkpoint": checkpoint},
            headers={"Idempotency-Key": secrets.token_hex(16)},
            repeatable=True,
        )
        return parse(Job, answer)

    def submit_array(
        self,
        spec: Mapping[str, Any],
        *,
        count: int | None = None,
        sweep: Mapping[str, Sequence[Any]] | None = None,
        at_once: int | None = None,
    ) -> Sequence[Job]:
        """Queue `count` jobs alike, or one for each combination of a sweep's parameters.

        `{{name}}` in the command becomes the parameter's value; all are queued or none.
        """
        request = {"job": dict(spec), "at_once": at_once}
        request |= {"count": count} if sweep is None else {"sweep": dict(sweep)}
        answer = self._transport.request("POST", "/v1/arrays", json=request)
        return [parse(Job, values) for values in answer]

    def upload_code(self, folder: Path) -> str:
        """Send a folder unless the server has the very same; its digest."""
        with pack_code(folder) as packed:
            try:
                self._transport.request("GET", f"/v1/code/{packed.digest}")
            except ApiError as error:
                if error.code != "not-found":
                    raise
                answer = self._transport.request("POST", "/v1/code", content=packed.file)
                return str(answer["digest"])
            return packed.digest

    def explain(self, job_id: str) -> dict[str, Any]:
        """What the scheduler compared for a job, and what would start it sooner."""
        found: dict[str, Any] = self._transport.request("GET", f"/v1/jobs/{job_id}/explanation")
        return found

    def get(self, job_id: str) -> JobDetail:
        """A job with its attempts and events."""
        return parse_detail(self._transport.request("GET", f"/v1/jobs/{job_id}"))

    def list(
        self,
        *,
        states: Sequence[str] = (),
        name: str = "",
        labels: Mapping[str, str] | None = None,
        array_id: str = "",
        created_from_ms: int | None = None,
        created_to_ms: int | None = None,
        limit: int | None = None,
    ) -> Iterator[Job]:
        """Jobs, newest first, fetched as they are walked."""
        params = {
            "state": list(states),
            "name": name,
            "label": [f"{key}={value}" for key, value in (labels or {}).items()],
            "array": array_id,
            "created_from_ms": created_from_ms,
            "created_to_ms": created_to_ms,
        }
        return iterate_pages(
            self._transport, "/v1/jobs", params, lambda values: parse(Job, values), limit
        )

    def stop(self, job_id: str) -> Job:
        """Ask a job to stop. ApiError (`conflict`) if it has ended."""
        return parse(Job, self._transport.request("POST", f"/v1/jobs/{job_id}/stop"))

    def logs(self, job_id: str, *, attempt: int = 0) -> Iterator[LogLine]:
        """What the log of an attempt (0: the last) holds by now."""
        offset = 0
        while True:
            answer = self._transport.request(
                "GET", f"/v1/jobs/{job_id}/logs", params={"attempt": attempt, "offset": offset}
            )
            for record in answer["records"]:
                yield parse(LogLine, {**record, "attempt": answer["attempt"]})
            if answer["next_offset"] == offset:
                return
            offset = answer["next_offset"]

    def follow(self, job_id: str) -> Iterator[LogLine | StateChange]:
        """The log live, from its beginning until the job has ended."""
        return follow_log(self._transport, job_id)

    def wait(self, job_id: str, timeout_s: float | None = None) -> JobDetail:
        """Block until the job has ended. TimeoutError after `timeout_s`."""
        until = None if timeout_s is None else time.monotonic() + timeout_s
        for _ in self.follow(job_id):
            if until is not None and time.monotonic() > until:
                raise TimeoutError(f"{job_id} has not ended within {timeout_s} s")
        return self.get(job_id)
