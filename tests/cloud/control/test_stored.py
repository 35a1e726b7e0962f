"""What projects store is measured and counted, once, however often anybody looks."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient

from jarip.cloud.accounts.tables import Project
from jarip.cloud.context import CloudContext
from jarip.cloud.control.stored import StorageLoop
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.jobs.tables import CodeUpload
from jarip.cloud.metering.auditing import audit_usage
from jarip.cloud.metering.storage import stored_mebibytes

MIB = 1 << 20


def test_code_and_outputs_are_counted_from_sample_to_sample(
    cloud: CloudContext, api: TestClient, clock: FrozenClock, tmp_path: Path
) -> None:
    me = api.get("/v1/me").json()["organization"]["id"]
    project = api.get("/v1/projects").json()["items"][0]["id"]
    job = api.post(
        "/v1/jobs", json={"command": ["true"]}, headers={"Jarip-Project": project}
    ).json()["id"]
    folder = tmp_path / "jobs"
    outputs = folder / job / "outputs"
    outputs.mkdir(parents=True)
    (outputs / "model.bin").write_bytes(b"x" * (3 * MIB))
    (outputs / "link").symlink_to("/etc")
    (folder / "job_of_nobody").mkdir()
    with cloud.database.write() as session:
        upload = CodeUpload(
            id="code_1",
            project_id=project,
            digest="d",
            packed_bytes=MIB // 2,
            unpacked_bytes=MIB,
            members=1,
            created_ms=0,
        )
        session.add(upload)
    loops = [StorageLoop(cloud.database, clock, folder) for _ in range(2)]
    for _ in range(3):
        for loop in loops:
            loop.run_once()
        clock.advance(hours=1)
    (outputs / "model.bin").unlink()
    loops[0].run_once()
    clock.advance(hours=1)
    loops[1].run_once()
    [used] = api.get("/v1/usage").json()
    assert used["resource"] == "storage"
    assert used["amount"] == (3 * 4 + 1) * 3_600_000  # mebibytes × milliseconds
    with cloud.database.read() as session:
        assert session.get(Project, project) is not None
        assert stored_mebibytes(session, me) == 1
        assert audit_usage(session, me) == []
    assert api.get("/v1/usage/audit").json()["findings"] == []
