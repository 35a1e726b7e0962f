"""What a job may write: the plan's room, or less if it asks for less."""

from __future__ import annotations

import pytest

from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.accounts.permissions import EVERYTHING
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.projects import CreateProject, create_project
from jarip.cloud.catalog.money import Currency
from jarip.cloud.context import CloudContext
from jarip.cloud.errors import PaymentRequiredError
from jarip.cloud.jobs.disk import LEAST_BYTES, disk_limit
from jarip.cloud.jobs.spec import JobSpec
from jarip.cloud.jobs.submit import submit_job
from jarip.cloud.metering.inputs import Owner
from jarip.cloud.metering.storage import set_storage
from jarip.cloud.subscriptions.lifecycle import Subscribe, subscribe

GIB, MIB = 1 << 30, 1 << 20


def test_the_plans_room_and_what_is_asked_for(cloud: CloudContext) -> None:
    now = cloud.clock.now_ms()
    with cloud.database.write() as session:
        acme = create_organization(session, cloud.clock, CreateOrganization(name="A", slug="a")).id
        project = create_project(session, cloud.clock, acme, CreateProject(name="p")).id
        caller = Principal("key_test", acme, project, EVERYTHING)
        assert disk_limit(session, acme, now, None) is None
        assert disk_limit(session, acme, now, GIB) == GIB

        starter = Subscribe(plan="starter", currency=Currency.KRW, trial=False)
        subscribe(session, cloud.clock, acme, starter)
        assert disk_limit(session, acme, now, None) == 100 * GIB
        set_storage(session, now, project, Owner(acme, project), 99 * 1024)
        assert disk_limit(session, acme, now, None) == GIB
        assert disk_limit(session, acme, now, 10 * GIB) == GIB
        assert disk_limit(session, acme, now, 10 * MIB) == 10 * MIB
        submit_job(session, cloud.clock, caller, JobSpec(command="true"))

        set_storage(session, now, project, Owner(acme, project), 100 * 1024)
        assert disk_limit(session, acme, now, None) == LEAST_BYTES
        with pytest.raises(PaymentRequiredError, match=r"stores 100 GiB, 100\.00 GiB are used"):
            submit_job(session, cloud.clock, caller, JobSpec(command="true"))
