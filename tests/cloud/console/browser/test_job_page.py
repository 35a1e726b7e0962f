"""One job in a real browser: its log is text whatever is in it, and it is gone on from a
checkpoint."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect
from tests.cloud.console.browser.conftest import LiveCloud, open_page, sign_up
from tests.cloud.console.browser.test_accessible import assert_accessible

PROBES = (
    "<script>document.title = 'probed'</script>",
    "<img src=x onerror=\"document.title = 'probed'\">",
    "</div><svg onload=\"document.title = 'probed'\">",
    "\x1b]0;probed\x07&lt;b&gt;",
)
SAVING = f"""
import os, pathlib, sys
saved = pathlib.Path(os.environ["JARIP_CHECKPOINT_DIR"])
steps = sorted(int(path.name.split("-")[1].split(".")[0]) for path in saved.iterdir())
print("begins with", steps, flush=True)
for probe in {PROBES!r}:
    print(probe, flush=True)
for step in (1, 2):
    (saved / f"step-{{step}}.pt").write_bytes(bytes(step << 20))
folder = saved / "checkpoint-3"
folder.mkdir(exist_ok=True)
for name in ("model.safetensors", "optimizer.pt", "<b>state.json"):
    (folder / name).write_text(name)
sys.exit(0 if steps else 3)
"""


def test_a_job_that_failed(browser: Browser, live: LiveCloud, tmp_path: Path) -> None:
    script = tmp_path / "save.py"
    script.write_text(SAVING)
    page = open_page(browser, live, language="ko")
    sign_up(page, "haneul@example.com", "하늘 연구소")
    page.goto("/plan")
    page.locator("form[action='/plan/subscribe'] button").first.click()
    page.goto("/submit")
    page.fill("#f-command", "python save.py")
    page.set_input_files("#f-files", script)
    page.locator("#submit .primary").click()
    page.wait_for_url("**/jobs/job_*")

    log = page.get_by_role("log")
    expect(log).to_contain_text("begins with []")
    for probe in PROBES[:3]:
        expect(log).to_contain_text(probe)
    assert log.locator("script, img, svg, b").count() == 0
    assert "probed" not in page.title()

    saved = page.locator("#checkpoints")
    expect(saved.locator("tbody tr")).to_have_count(3)
    expect(saved).to_contain_text("checkpoint-3/")
    saved.locator("summary").click()
    expect(saved).to_contain_text("<b>state.json")
    with page.expect_download() as download:
        saved.get_by_role("link", name="step-2.pt").click()
    assert Path(download.value.path()).stat().st_size == 2 << 20
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert_accessible(page)

    first = page.url
    saved.get_by_role("button", name="step-2.pt부터 이어서 실행").click()
    page.wait_for_url(lambda url: "/jobs/job_" in url and url != first)
    expect(log).to_contain_text("begins with [2]")
    expect(page.locator("#job-rest")).to_contain_text("step-2.pt")
    expect(page.locator("#job-head")).to_contain_text("성공")
