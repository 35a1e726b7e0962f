"""Job files: a job's specification as YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jarip.sdk.errors import JaripError


class JobFileError(JaripError):
    """A job file can't be read."""


def read_requirements(path: Path) -> list[str]:
    """The requirements of a requirements.txt, without comments. Raises JobFileError."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise JobFileError(error.strerror or str(error), where=str(path)) from error
    lines = (line.partition(" #")[0].strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def load_job_file(path: Path) -> tuple[dict[str, Any], Path | None]:
    """The specification, and the code folder it names, relative to the file itself.

    Raises JobFileError with file and line. What the fields mean is the server's to check.
    """
    import yaml

    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise JobFileError(error.strerror or str(error), where=str(path)) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        problem = getattr(error, "problem", None) or str(error)
        raise JobFileError(f"not YAML: {problem}", where=where) from error
    if not isinstance(values, dict):
        raise JobFileError(
            "a job file holds fields", where=str(path), todo="begin with: command: python train.py"
        )
    code = values.pop("code", None)
    return values, None if code is None else path.parent / str(code)
