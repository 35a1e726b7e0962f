"""`jarip operator`, `login`, `members`, `keys`, `audit` against a real server."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.cloud.server.conftest import LiveServer
from tests.databases import NewDatabaseUrl

PASSWORD = "seven small boats adrift"


class Machine:
    """Somebody's machine with a home of its own."""

    def __init__(self, home: Path, **settings: str) -> None:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("JARIP_")}
        self.environment = kept | {"JARIP_HOME": str(home), "HOME": str(home), **settings}

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "jarip.cli.main", *words],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, given: str = "", code: int = 0) -> str:
        process = self.start(*words)
        out, err = process.communicate(given, timeout=240)
        assert process.returncode == code, err
        return out + err


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, new_server_database: NewDatabaseUrl
) -> Iterator[tuple[LiveServer, str]]:
    live = LiveServer(tmp_path_factory.mktemp("accounts") / "home", new_server_database())
    client = live.start()
    yield live, client.transport.url
    live.stop(signal.SIGKILL)


def test_from_the_first_operator_to_a_colleagues_key(
    server: tuple[LiveServer, str], tmp_path: Path
) -> None:
    live, url = server
    operator = Machine(live.home, **live.environment)
    operator.run("operator", "create", "op@example.com", given=PASSWORD)
    with httpx.Client(base_url=url) as browser:
        form = {"email": "op@example.com", "password": PASSWORD}
        csrf = browser.post("/v1/session", json=form).raise_for_status().json()["csrf_token"]
        laptop = Machine(tmp_path)
        waiting = laptop.start("login", url)
        assert waiting.stdout is not None
        code = re.search(r"code=([A-Z-]+)", waiting.stdout.readline())
        assert code
        decision = {"user_code": code[1], "approve": True}
        headers = {"X-CSRF-Token": csrf}
        answer = browser.post("/v1/device-logins/decision", json=decision, headers=headers)
        assert answer.status_code == 204
        out, err = waiting.communicate(timeout=240)
    assert "logged in to Operator" in out, err
    assert "op@example.com" in laptop.run("members", "list")
    link = laptop.run("members", "invite", "min@example.com", "--role", "viewer")
    assert f"{url}/invitation?token=" in link
    members = json.loads(laptop.run("members", "list", "--json"))
    assert [each["role"] for each in members] == ["owner", "viewer"]
    laptop.run("members", "remove", members[1]["id"])
    made = laptop.run("keys", "create", "ci", "--scope", "projects:read", "--days", "1").strip()
    assert made.startswith("jrp_")
    other = Machine(tmp_path / "other")
    assert "logged in" in other.run("login", url, "--key", given=made)
    assert "members:read" in other.run("members", "list", code=1)
    keys = json.loads(laptop.run("keys", "list", "--json"))
    laptop.run("keys", "revoke", next(each["id"] for each in keys if each["name"] == "ci"))
    assert "revoked" in other.run("keys", "list", code=1)
    assert "create_new_key" in laptop.run("audit", "log", "--actor", "op@example.com") + laptop.run(
        "audit", "log", "--action", "create_new_key"
    )
    checked = laptop.run("audit", "verify")
    head = re.search(r"head (\w{64})", checked)
    assert head
    assert "all as they were written" in laptop.run("audit", "verify", "--head", head[1])
    assert "cut off" in laptop.run("audit", "verify", "--head", "0" * 64, code=1)
    assert "sign-up is open" in operator.run("operator", "sign-up", "open")
    assert "/reset-password?token=" in operator.run("operator", "reset-link", "op@example.com")
