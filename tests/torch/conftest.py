"""Switches the device on before any test imports torch; there are two of it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from jarip.torch import enable, installed

SOURCE = Path(__file__).parents[2] / "src"
_torch = installed.find_torch()
_ENVIRONMENT = {"JARIP_CUDA_DEVICES": "2", "JARIP_DEVICE_MEMORY": "1GiB"}


def _reason_to_skip() -> str | None:
    if _torch is None:
        return "torch is not installed; `pip install -e '.[torch]'`"
    if not _torch.is_cpu_build:
        return f"torch {_torch.version} was built for {_torch.accelerator} and has its own device"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    reason = _reason_to_skip()
    for item in items:
        if reason and Path(__file__).parent in item.path.parents and "needs_torch" in item.keywords:
            item.add_marker(pytest.mark.skip(reason=reason))


@contextmanager
def _settings() -> Iterator[None]:
    """The device reads them when it is loaded: with torch if it is built, else when it is."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in _ENVIRONMENT.items():
            patch.setenv(name, value)
        yield


if _reason_to_skip() is None:
    with _settings():
        enable()
        import torch


@pytest.fixture(scope="session")
def _device() -> None:
    """Builds the device if need be, which takes minutes, and makes it one of two."""
    if _reason_to_skip() is None:
        with _settings():
            torch.cuda.init()


@pytest.fixture
def two_devices() -> Iterator[None]:
    """For what loads the runtime of CUDA programs, which counts its devices then."""
    with _settings():
        yield


@pytest.fixture(autouse=True)
def _leave_nothing_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Device 0 and the default stream are current before and after every test that uses them."""
    uses_device = "needs_torch" in request.keywords and _reason_to_skip() is None
    if uses_device:
        request.getfixturevalue("_device")
    yield
    if uses_device:
        torch.cuda.set_device(0)
        torch.cuda.set_stream(torch.cuda.default_stream())


RunScript = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run_script(tmp_path: Path) -> RunScript:
    """Runs Python code in a process of its own, where our `.pth` file is in force."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(f"import site; site.addsitedir({str(SOURCE)!r})\n")

    def run(
        code: str, *arguments: str, timeout: int = 240, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        script = tmp_path / "script.py"
        script.write_text(code)
        path = os.pathsep.join([str(site), str(SOURCE)])
        return subprocess.run(
            [sys.executable, *arguments, str(script)],
            capture_output=True,
            text=True,
            timeout=timeout,
            cwd=tmp_path,
            env=os.environ | _ENVIRONMENT | {"PYTHONPATH": path} | environment,
        )

    return run
