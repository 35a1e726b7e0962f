"""The device is switched on for a program that imports torch, and is never in anyone's way."""

import subprocess
import sys
from pathlib import Path

import pytest

from jarip.torch import installed

from .conftest import SOURCE, RunScript


def _interpret(code: str, *paths: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A Python that knows our `.pth` file and the modules in `paths`, not site-packages."""
    start = f"import site, sys; site.addsitedir({str(SOURCE)!r})\n"
    for path in paths:
        start += f"sys.path.insert(0, {str(path)!r})\n"
    return subprocess.run(
        [sys.executable, "-c", start + code],
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", **environment},
    )


def _make_torch(directory: Path, version: str, **accelerators: str) -> Path:
    """A package that looks like torch from outside."""
    package = directory / "torch"
    package.mkdir(parents=True)
    lines = [f"__version__ = {version!r}", "cuda: Optional[str] = None", "hip = None"]
    lines += [f"{name} = {value!r}" for name, value in accelerators.items()]
    (package / "version.py").write_text("from typing import Optional\n" + "\n".join(lines) + "\n")
    (package / "__init__.py").write_text("from torch import _C\nhas = hasattr(_C, '_cuda_init')\n")
    (package / "_C.py").write_text("")
    return directory


def test_starting_python_imports_nothing_of_ours() -> None:
    result = _interpret("print([name for name in sys.modules if name.startswith('jarip')])")
    assert result.stdout.strip() == "[]", result.stderr


def test_without_torch_the_import_fails_as_ever() -> None:
    code = "sys.path = [p for p in sys.path if 'site-packages' not in p]\nimport torch"
    result = _interpret(code)
    assert "ModuleNotFoundError: No module named 'torch'" in result.stderr


@pytest.mark.parametrize("accelerator", ["cuda", "hip", "xpu"])
def test_a_build_with_its_own_device_is_left_alone(tmp_path: Path, accelerator: str) -> None:
    torch = _make_torch(tmp_path, "2.13.0", **{accelerator: "12.8"})
    result = _interpret("import torch; print(torch.has)", torch)
    assert result.stdout.strip() == "False", result.stderr
    assert result.stderr == ""


def test_an_untested_version_is_left_alone_and_said_so(tmp_path: Path) -> None:
    torch = _make_torch(tmp_path, "9.9.0")
    result = _interpret("import torch; print(torch.has)", torch)
    assert result.stdout.strip() == "False"
    assert "was tested with torch 2.13.x, not with 9.9.0" in result.stderr
    assert "JARIP_TORCH=force" in result.stderr


@pytest.mark.needs_torch
def test_it_is_on_for_an_unmodified_script(run_script: RunScript) -> None:
    result = run_script("import torch; print(torch.zeros(2, device='cuda').device)")
    assert result.stdout.strip() == "cuda:0", result.stderr


@pytest.mark.needs_torch
def test_it_is_off_by_one_variable(run_script: RunScript) -> None:
    result = run_script(
        "import torch; print(torch.cuda.is_available(), torch.version.cuda)", JARIP_TORCH="0"
    )
    assert result.stdout.strip() == "False None", result.stderr


def test_what_is_installed_is_read_without_importing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(_make_torch(tmp_path, "2.13.1+cpu")))
    found = installed.find_torch()
    assert found is not None
    assert (found.version, found.accelerator) == ("2.13.1+cpu", None)
    assert found.is_tested
