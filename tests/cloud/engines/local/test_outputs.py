"""Outputs are kept, and nothing else is: a job can't use them to read or move what isn't its."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.cloud.engines.local.conftest import Bench

from jarip.cloud.engines.engine import Phase
from jarip.cloud.engines.outputs_reader import list_outputs, open_output


def test_named_files_survive_the_working_directory(bench: Bench) -> None:
    script = (
        "mkdir -p results/deep other; echo 1 > results/a.json; echo 2 > results/deep/b.txt;"
        "echo 3 > model.bin; echo 4 > other/model.bin; echo 5 > other/c.txt"
    )
    attempt = bench.run(script, outputs=("results/", "/model.bin"))
    bench.wait(attempt, Phase.ENDED)

    bench.engine.keep_outputs(attempt)
    bench.engine.keep_outputs(attempt)
    bench.engine.reap(attempt)

    folder = bench.engine.layout.outputs("job_0")
    assert [each.path for each in list_outputs(folder)] == [
        "model.bin",
        "results/a.json",
        "results/deep/b.txt",
    ]
    with os.fdopen(open_output(folder, "results/deep/b.txt")) as file:
        assert file.read() == "2\n"


def test_links_are_neither_kept_nor_followed(bench: Bench, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret-word")
    script = (
        f"ln -s {secret} stolen; ln -s {tmp_path} folder; ln -s {secret} $JARIP_OUTPUT_DIR/direct;"
        f"ln -s {tmp_path} $JARIP_OUTPUT_DIR/way; mkfifo $JARIP_OUTPUT_DIR/pipe"
    )
    attempt = bench.run(script, outputs=("*",))
    bench.wait(attempt, Phase.ENDED)

    bench.engine.keep_outputs(attempt)

    folder = bench.engine.layout.outputs("job_0")
    assert list_outputs(folder) == []
    for name in (
        "stolen",
        "direct",
        "way/secret",
        "../../../secret",
        "/etc/passwd",
        "pipe",
        "",
        ".",
    ):
        with pytest.raises(FileNotFoundError):
            open_output(folder, name)
    assert secret.read_text() == "secret-word"
