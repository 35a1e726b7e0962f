"""Environments are made once for a list of requirements, from a package index in a folder."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from pydantic import ValidationError
from tests.cloud.control.conftest import LoopBench

from jarip.cloud.engines.environment import environment_key
from jarip.cloud.errors import InvalidInputError
from jarip.cloud.jobs.spec import JobSpec


def write_wheel(folder: Path, name: str, version: str, text: str) -> None:
    """A package of one module, as small as a wheel may be (PyPA "Binary distribution format")."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": text,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n",
    }
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for path, content in files.items():
            wheel.writestr(path, content)


def test_packages_are_installed_once_and_found(bench: LoopBench, tmp_path: Path) -> None:
    write_wheel(tmp_path, "greeting", "1.0", "WORD = 'hello from a package'")
    values = {
        "requirements": ["greeting==1.0"],
        "environment": {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)},
    }
    script = ["python", "-c", "import greeting, jarip, numpy; print(greeting.WORD)"]

    first, second = bench.submit(script, **values), bench.submit(script, **values)

    for job_id in (first, second):
        job = bench.until_ended(job_id)
        (attempt,) = bench.attempts(job_id)
        log = bench.engine.log_path(attempt.id).read_text()
        assert job.state == "succeeded", log
        assert "hello from a package" in log
        assert ("making a Python environment" in log) == (job_id == first)


def test_what_cannot_be_installed_fails_the_job_and_leaves_nothing(
    bench: LoopBench, tmp_path: Path
) -> None:
    environment = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)}
    job_id = bench.submit("true", requirements=["no-such-package"], environment=environment)

    job = bench.until_ended(job_id)

    assert job.state == "failed"
    assert job.reason.startswith("packages: exited with code")
    assert not list((bench.home / "environments").glob("*/*/complete"))


def test_the_order_of_requirements_does_not_matter() -> None:
    assert environment_key(["a", "b==1"]) == environment_key(["b==1", " a"])
    assert environment_key(["a"]) != environment_key(["a", "b==1"])


@pytest.mark.parametrize("line", ["-r other.txt", "--index-url x", "./local", "/abs", "-e .", ""])
def test_options_and_paths_are_refused(line: str) -> None:
    with pytest.raises(ValidationError, match="not a package"):
        JobSpec(command="true", requirements=[line])


def test_isolated_jobs_cannot_have_them(bench: LoopBench) -> None:
    with pytest.raises(InvalidInputError, match="needs a network"):
        bench.submit("true", requirements=["a"], isolation="L1")
