"""What nvcc says when a part of its own is not installed."""

from __future__ import annotations

import pytest

from jarip.cuda import driver
from jarip.cuda.frontend.toolchain import package_directory


def test_a_missing_package_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # given a toolchain without one of its packages
    monkeypatch.setattr(driver, "ensure_home", lambda _: package_directory("no_such_package"))
    # when nvcc is asked to compile, then it says which, and how to get it
    assert driver.main(["-c", "program.cu"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said == [
        "nvcc fatal   : the Python package 'no_such_package' is missing: "
        "pip install no_such_package"
    ]
