"""A real server and a real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from tests.databases import NewDatabaseUrl

from jarip.chips import detect_chips
from jarip.cloud.accounts.installation import AccountsPolicy, change_policy
from jarip.cloud.context import CloudContext, open_cloud
from jarip.cloud.server.assemble import assemble_server
from jarip.cloud.server.set_up_link import make_set_up_url
from jarip.cloud.settings import Settings

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
).split()
PATIENCE_MS = 120_000
"""How long a busy machine may take for anything: the usual 5 and 30 seconds fail by chance."""
PASSWORD = "seven small boats adrift"


@dataclass
class ShiftedClock:
    """The machine's clock, moved forward when a test says so."""

    shift_ms: int = 0

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000 + self.shift_ms


@dataclass
class LiveCloud:
    """A server that answers at `url`."""

    url: str
    cloud: CloudContext
    clock: ShiftedClock
    set_up_url: str
    errors: list[str] = field(default_factory=list)
    """What browsers complained of: failed scripts, refused styles."""


@pytest.fixture(scope="module")
def live(
    tmp_path_factory: pytest.TempPathFactory, new_server_database: NewDatabaseUrl
) -> Iterator[LiveCloud]:
    """A server in this process, on the local engine; sign-up is open."""
    with run_live(tmp_path_factory.mktemp("home"), new_server_database()) as opened:
        yield opened


@contextmanager
def run_live(home: Path, database_url: str, **settings: Any) -> Iterator[LiveCloud]:
    """The same with more settings."""
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    clock = ShiftedClock()
    cloud = open_cloud(Settings(home, database_url, public_url=url, **settings), clock)
    with cloud.database.write() as session:
        change_policy(session, clock, AccountsPolicy(open_sign_up=True))
    app = assemble_server(cloud, detect_chips(measure=False)).app
    config = uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    try:
        yield LiveCloud(url, cloud, clock, make_set_up_url(cloud, url))
    finally:
        server.should_exit = True
        thread.join()
        cloud.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    """Chromium, without a window."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: tools/setup-debian.sh installs it")
    with sync_api.sync_playwright() as playwright:
        sync_api.expect.set_options(timeout=PATIENCE_MS)
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE_MS
        )
        yield opened
        opened.close()


def open_page(
    browser: sync_api.Browser, live: LiveCloud, *, language: str = "en", width: int = 1440
) -> sync_api.Page:
    """A page of a new browser profile; what it complains of is kept."""
    context = browser.new_context(
        base_url=live.url,
        locale="ko-KR" if language == "ko" else "en-US",
        viewport={"width": width, "height": 900},
        color_scheme="dark" if language == "ko" else "light",
        accept_downloads=True,
        reduced_motion="reduce",  # a busy machine is late for moves between pages: Chromium tells
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.on("pageerror", lambda error: _keep(live, str(error)))
    page.on(
        "console",
        lambda message: _keep(live, message.text) if message.type == "error" else None,
    )
    return page


def _keep(live: LiveCloud, complaint: str) -> None:
    if not complaint.startswith("Transition was"):  # Chromium's own, and of nothing but timing
        live.errors.append(complaint)


def sign_up(page: sync_api.Page, email: str, organization: str) -> None:
    """Sign up by the form; ends on the page of plans."""
    page.goto("/sign-up")
    page.fill("#f-name", "Kim Ji-woo")
    page.fill("#f-organization", organization)
    page.fill("#f-email", email)
    page.fill("#f-password", PASSWORD)
    page.select_option("#f-time_zone", "Asia/Seoul")
    page.click("form .primary")
    page.wait_for_url("**/plan*")
