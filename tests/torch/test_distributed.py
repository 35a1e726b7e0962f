"""Two processes with a device each, started as users start them, and `backend="nccl"`."""

from pathlib import Path

import pytest

from .conftest import RunScript

pytestmark = pytest.mark.needs_torch

PROGRAMS = Path(__file__).parent / "programs"
_TORCHRUN = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")


@pytest.mark.parametrize("name", ["collectives", "data_parallel", "sharded"])
def test_two_processes(run_script: RunScript, tmp_path: Path, name: str) -> None:
    (tmp_path / "start.py").write_text((PROGRAMS / "start.py").read_text())
    result = run_script((PROGRAMS / f"{name}.py").read_text(), *_TORCHRUN)
    assert "all is well" in result.stdout, result.stdout + result.stderr[-3000:]
