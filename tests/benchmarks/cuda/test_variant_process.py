"""The protocol with real processes: one that answers, and ones that fail in each way."""

import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.cuda.variant_process import (
    MISSING_EXIT_STATUS,
    VariantError,
    VariantMissing,
    VariantProcess,
)

SERVING = """
import numpy as np
from benchmarks.cuda.hosts.serving import Served, serve
state = {"y": np.ones(3, np.float32)}
def run(): state["y"] = state["y"] * 2
def restore(): state["y"] = np.ones(3, np.float32)
serve(Served(run, restore, lambda: state))
"""
ROOT = Path(__file__).parents[3]


def start(script: str) -> VariantProcess:
    return VariantProcess("case", [sys.executable, "-c", script], {"PYTHONPATH": str(ROOT)})


def test_a_process_gives_one_time_a_run() -> None:
    with start(SERVING) as process:
        assert len(process.time(3, fresh=False)) == 3


def test_saving_starts_from_the_original_inputs(tmp_path: Path) -> None:
    with start(SERVING) as process:
        process.time(5, fresh=False)
        process.save(tmp_path)

    assert np.fromfile(tmp_path / "y.bin", np.float32).tolist() == [2.0, 2.0, 2.0]


def test_a_stopped_process_goes_on_where_it_was() -> None:
    with start(SERVING) as process:
        process.stop()
        process.resume()
        assert len(process.time(1, fresh=True)) == 1


def test_a_process_that_fails_is_an_error_with_its_last_words() -> None:
    with pytest.raises(VariantError, match=r"exit status 3.*no such device"):
        start("import sys; print('no such device', file=sys.stderr); sys.exit(3)")


def test_a_process_that_ends_between_requests_is_an_error() -> None:
    with start("print('ready', flush=True)") as process, pytest.raises(VariantError, match="case"):
        process.time(1, fresh=False)


def test_a_missing_package_is_told_from_a_failure() -> None:
    script = f"import sys; print('install it', file=sys.stderr); sys.exit({MISSING_EXIT_STATUS})"

    with pytest.raises(VariantMissing, match="install it"):
        start(script)
