"""Every operation of the OpenAPI description, called with what fits it and with what doesn't: no
failure inside, and every answer as declared.

CI takes a slice on the stricter of the two databases; `make soak` takes its time on both.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.cloud.api.route_rules import RULES

from jarip.chips import detect_chips
from jarip.cloud.context import open_cloud
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.server.assemble import assemble_server
from jarip.cloud.settings import Settings

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ENDLESS = {"GET /v1/jobs/{job_id}/logs/follow"}
OPERATIONS = sorted(name.replace(":path}", "}") for name in RULES.keys() - ENDLESS)
SLICE, SOAK = 3, int(os.environ.get("JARIP_FUZZ_EXAMPLES", "150"))


class Target:
    """A server on one database, its loops not started, and its description."""

    def __init__(self, client: TestClient, schema: BaseSchema, clock: FrozenClock) -> None:
        self.client = client
        self.clock = clock
        self.schema = schema

    def fuzz(self, name: str, examples: int) -> None:
        """Call one operation so many times with fitting input, and as often with other input."""
        method, _, path = name.partition(" ")
        operation = self.schema[path][method]
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(
                max_examples=examples,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def call(case: Case) -> None:
                self.call(case)

            with contextlib.suppress(Unsatisfiable if mode is GenerationMode.NEGATIVE else ()):
                call()  # some operations take no input that could be wrong

    def call(self, case: Case) -> None:
        self.clock.advance(seconds=1)  # or limits would answer everything
        values: dict[str, Any] = case.as_transport_kwargs(base_url="http://testserver")
        headers = {**dict(values.pop("headers", {}) or {}), **dict(self.client.headers)}
        cookies = values.pop("cookies", None) or {}
        if cookies:
            headers["Cookie"] = "; ".join(f"{key}={value}" for key, value in cookies.items())
        response = self.client.request(**values, headers=headers)
        case.validate_response(response, checks=CHECKS)


@pytest.fixture(scope="module")
def target(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Target]:
    """The server on the database that the test asks for."""
    url = request.getfixturevalue(f"{request.param}_urls")()
    home = tmp_path_factory.mktemp("home")
    clock = FrozenClock()
    cloud = open_cloud(Settings(home=home, database_url=url), clock)
    app = assemble_server(cloud, detect_chips(measure=False)).app
    key = cloud.settings.operator_key_path.read_text().strip()
    headers = {"Authorization": f"Bearer {key}", "Jarip-Project": "default"}
    client = TestClient(app, headers=headers, raise_server_exceptions=False)
    yield Target(client, schemathesis.openapi.from_dict(app.openapi()), clock)
    cloud.close()


@pytest.mark.parametrize("target", ["postgres"], indirect=True)
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_keeps_its_word(target: Target, name: str) -> None:
    target.fuzz(name, SLICE)


@pytest.mark.soak
@pytest.mark.parametrize("target", ["sqlite", "postgres"], indirect=True)
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_keeps_its_word_for_long(target: Target, name: str) -> None:
    target.fuzz(name, SOAK)
