"""A job that writes more than it may is stopped, whatever it writes to; others aren't."""

from __future__ import annotations

import os
from pathlib import Path

from tests.cloud.engines.local.conftest import Bench

from jarip.cloud.engines.engine import Phase
from jarip.cloud.engines.local.supervisor.disk import DiskWatch, measure

MIB = 1 << 20
PIECES = "for i in 1 2 3 4 5; do head -c 3145728 /dev/urandom > {folder}/$i; done; sleep 60"


def test_many_files_are_added_up_wherever_they_are(bench: Bench) -> None:
    for folder in (".", "$TMPDIR", "$JARIP_CHECKPOINT_DIR"):
        attempt = bench.run(PIECES.format(folder=folder), disk_bytes=10 * MIB, grace_ms=0)

        report = bench.wait(attempt, Phase.ENDED)

        assert report.ending is not None
        assert report.ending.stopped_by == "disk"
        assert "MiB on disk, it may have 10 MiB" in bench.log_lines(attempt)[-1]
        bench.engine.reap(attempt)
        for path in bench.engine.layout.checkpoints("job_0").iterdir():
            path.unlink()


def test_one_file_cannot_grow_beyond_it(bench: Bench) -> None:
    script = "python -c \"open('big', 'wb').write(bytes(20 << 20))\"; ls -s --block-size=1 big"
    attempt = bench.run(script, disk_bytes=10 * MIB)

    report = bench.wait(attempt, Phase.ENDED)

    assert report.ending is not None
    assert report.ending.stopped_by == ""
    assert any("File too large" in line for line in bench.log_lines(attempt))
    assert int(bench.log_lines(attempt)[-1].split()[-2]) <= 10 * MIB


def test_within_the_limit_nothing_happens(bench: Bench) -> None:
    attempt = bench.run("head -c 3145728 /dev/zero > a; sleep 1; echo done", disk_bytes=10 * MIB)
    report = bench.wait(attempt, Phase.ENDED)
    assert report.ending is not None
    assert (report.ending.exit_code, report.ending.stopped_by) == (0, "")


def test_what_is_measured(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/full").write_bytes(os.urandom(MIB))
    (tmp_path / "again").hardlink_to(tmp_path / "deep/full")
    (tmp_path / "link").symlink_to("/usr")
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(1 << 40)
    used = measure(str(tmp_path))
    assert MIB <= used < MIB + 64 * 1024
    assert measure(str(tmp_path / "none")) == 0
    watch = DiskWatch(MIB // 2, [str(tmp_path)])
    first = watch.due_ns
    assert watch.look() == used - MIB // 2
    assert first is not None
    assert watch.due_ns is not None
    assert watch.due_ns > first
    assert DiskWatch(None, [str(tmp_path)]).due_ns is None
