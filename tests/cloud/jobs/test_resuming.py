"""Whose checkpoints a job may begin with, and when."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError

from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.accounts.permissions import EVERYTHING
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.projects import CreateProject, create_project
from jarip.cloud.context import CloudContext
from jarip.cloud.errors import ConflictError, NotFoundError
from jarip.cloud.jobs.resuming import resumed_spec
from jarip.cloud.jobs.spec import JobSpec
from jarip.cloud.jobs.states import StoppedBy
from jarip.cloud.jobs.stop import request_stop
from jarip.cloud.jobs.submit import read_spec, submit_job


@pytest.mark.parametrize(
    ("text", "job", "checkpoint"),
    [("job_1", "job_1", ""), ("job_1/a/b.pt", "job_1", "a/b.pt"), ("job_1/a/", "job_1", "a")],
)
def test_a_source_is_written_as_one_word(text: str, job: str, checkpoint: str) -> None:
    spec = JobSpec.model_validate({"command": "true", "resume": text})
    assert spec.resume is not None
    assert (spec.resume.job, spec.resume.checkpoint) == (job, checkpoint)
    assert JobSpec.model_validate(spec.model_dump(mode="json")) == spec
    assert JobSpec.model_validate({"command": "true", "resume": str(spec.resume)}) == spec


@pytest.mark.parametrize("text", ["", "../x", "job_1/../job_2", "job_1//etc", "key_1", "job_1/\0"])
def test_a_source_leads_nowhere_else(text: str) -> None:
    with pytest.raises(ValidationError, match="resume"):
        JobSpec.model_validate({"command": "true", "resume": text})


def test_only_an_ended_job_of_the_same_project(cloud: CloudContext) -> None:
    with cloud.database.write() as session:
        acme = create_organization(session, cloud.clock, CreateOrganization(name="A", slug="a"))
        first, second = (
            create_project(session, cloud.clock, acme.id, CreateProject(name=name)).id
            for name in ("one", "two")
        )
        owner = Principal("key_test", acme.id, first, EVERYTHING)
        source = submit_job(session, cloud.clock, owner, JobSpec(command="true", priority=3))
        wanted = JobSpec.model_validate({"command": "true", "resume": source.id})
        with pytest.raises(ConflictError, match="has not ended"):
            submit_job(session, cloud.clock, owner, wanted)
        request_stop(session, cloud.clock, source, StoppedBy.USER)
        for stranger in (replace(owner, project_id=second), replace(owner, organization_id="x")):
            with pytest.raises(NotFoundError):
                submit_job(session, cloud.clock, stranger, wanted)

        again = submit_job(session, cloud.clock, owner, resumed_spec(source, "a.pt"))

        resume = read_spec(again).resume
        assert str(resume) == f"{source.id}/a.pt"
        assert again.priority == 3
