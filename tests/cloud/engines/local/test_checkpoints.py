"""A job begins with another's checkpoints, once, and through no link."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from tests.cloud.engines.local.conftest import Bench

from jarip.cloud.engines.engine import Phase, PrepareError, Source

SAVE = (
    "cd $JARIP_CHECKPOINT_DIR; echo 1 > one.pt; mkdir two; echo 2 > two/model; echo 3 > two/state;"
    "touch -d 2020-01-01 one.pt"
)
SHOW = "cd $JARIP_CHECKPOINT_DIR; find . -type f | sort; cat $(find . -type f | sort)"


@pytest.mark.parametrize(
    ("checkpoint", "shown"),
    [
        ("", ["./one.pt", "./two/model", "./two/state", "1", "2", "3"]),
        ("one.pt", ["./one.pt", "1"]),
        ("two", ["./two/model", "./two/state", "2", "3"]),
        ("two/state", ["./two/state", "3"]),
    ],
)
def test_a_job_begins_with_what_was_chosen(bench: Bench, checkpoint: str, shown: list[str]) -> None:
    bench.wait(bench.run(SAVE), Phase.ENDED)

    order = replace(bench.order(SHOW), job_id="job_1", resume=Source("job_0", checkpoint))
    bench.engine.prepare(order)
    bench.engine.start(order.attempt_id)
    bench.wait(order.attempt_id, Phase.ENDED)

    lines = [line.split(" ", 2) for line in bench.log_lines(order.attempt_id)]
    assert [text for stream, _, text in lines if stream == "stdout"] == shown


def test_a_later_attempt_goes_on_from_its_own(bench: Bench) -> None:
    bench.wait(bench.run(SAVE), Phase.ENDED)
    first = replace(bench.order("echo own > $JARIP_CHECKPOINT_DIR/one.pt"), job_id="job_1")
    first = replace(first, resume=Source("job_0", "one.pt"))
    bench.engine.prepare(first)
    bench.engine.start(first.attempt_id)
    bench.wait(first.attempt_id, Phase.ENDED)

    bench.engine.prepare(replace(bench.order(SHOW), job_id="job_1", resume=first.resume))

    own = bench.engine.layout.checkpoints("job_1") / "one.pt"
    theirs = bench.engine.layout.checkpoints("job_0") / "one.pt"
    assert (own.read_text(), theirs.read_text()) == ("own\n", "1\n")


def test_copies_keep_their_time_and_follow_no_link(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret-word")
    links = f"ln -s {tmp_path}/secret stolen; ln -s {tmp_path} way"
    bench.wait(bench.run(f"{SAVE}; {links}"), Phase.ENDED)

    order = replace(bench.order("true"), job_id="job_1", resume=Source("job_0"))
    bench.engine.prepare(order)

    made = bench.engine.list_checkpoints("job_1")
    assert [each.path for each in made] == ["one.pt", "two/model", "two/state"]
    assert made == bench.engine.list_checkpoints("job_0")
    with os.fdopen(bench.engine.open_checkpoint("job_1", "one.pt")) as file:
        assert file.read() == "1\n"
    for name in ("stolen", "way/secret", "two", "../jobs", ""):
        with pytest.raises(FileNotFoundError):
            bench.engine.open_checkpoint("job_0", name)


def test_what_is_not_there_is_a_clear_error(bench: Bench) -> None:
    order = replace(bench.order("true"), job_id="job_1", resume=Source("job_0", "x.pt"))
    with pytest.raises(PrepareError, match=r"job_0 doesn't have the checkpoint x\.pt any more"):
        bench.engine.prepare(order)
    with pytest.raises(FileNotFoundError):
        bench.engine.open_checkpoint("job_9", "x.pt")
    assert bench.engine.list_checkpoints("job_9") == []
