"""What a server loads before it answers, and what only afterwards."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from jarip.cloud.server.late_console import LateConsole

HEAVY = {
    "alembic": "there is nothing to migrate at nearly every start",
    "fpdf": "only an invoice as PDF needs it",
    "httpx": "only Stripe, webhooks and a log-in provider are called by HTTP",
    "jinja2": "no page and no mail is made before the first request",
    "jarip.cloud.console.app": "loaded once REST answers",
    "llvmlite": "jobs compile in processes of their own",
    "joserfc": "only a log-in provider signs tokens",
    "numpy": "chips that were measured once aren't measured again",
    "pathspec": "only jobs that name outputs need it",
    "psutil": "the C library knows how much memory there is",
    "psycopg": "a cloud on SQLite has no use for it",
    "ray": "the embedded engine is the default",
    "rich": "a server's log is plain",
}
"""Module → why a start does without it. Together they would take longer than all the rest."""


def test_a_start_loads_nothing_that_the_first_request_does_not_need() -> None:
    code = "import sys, jarip.cloud.server.run; print('\\n'.join(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    loaded = set(done.stdout.split())
    assert "jarip.cloud.api.app" in loaded
    assert HEAVY.keys() & loaded == set()


def test_a_page_asked_for_early_waits_for_the_console_which_is_made_once() -> None:
    made: list[str] = []

    def make() -> PlainTextResponse:
        made.append("console")
        return PlainTextResponse("a page")

    console = LateConsole(make)
    with ThreadPoolExecutor(4) as threads:
        pages = list(threads.map(lambda _: TestClient(console).get("/"), range(4)))
        assert console.load() is console.load()

    assert [page.text for page in pages] == ["a page"] * 4
    assert made == ["console"]
