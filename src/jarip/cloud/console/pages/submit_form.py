"""Between the form of a job and its specification, both ways."""

from __future__ import annotations

import shlex
from typing import Any

from jarip.cloud.console.requests import Form
from jarip.cloud.errors import InvalidInputError
from jarip.cloud.jobs.arrays import Value
from jarip.cloud.jobs.quantities import format_micros
from jarip.cloud.jobs.spec import JobSpec


def empty_form() -> Form:
    """A form nobody has filled in."""
    return Form({"chips": ["1"], "priority": ["0"], "retries": ["0"]}, {})


def spec_of_form(form: Form) -> JobSpec:
    """The specification that a form asks for. ValidationError or InvalidInputError otherwise."""
    chips: dict[str, Any] = {"count": form.text("chips") or "1", "kinds": form.all("kind")}
    if form.text("min_memory"):
        chips["min_memory"] = form.text("min_memory")
    if form.text("max_price"):
        chips["max_price_per_hour"] = form.text("max_price")
    values: dict[str, Any] = {
        "name": form.text("name"),
        "command": form.text("command").replace("\r\n", "\n"),
        "code": form.text("code") or None,
        "requirements": form.text("requirements").split("\n") if form.text("requirements") else [],
        "chips": chips,
        "environment": _read_pairs(form.text("environment"), "environment"),
        "secrets": {name: name for name in form.all("secret")},
        "labels": _read_pairs(form.text("labels"), "labels"),
        "outputs": form.text("outputs").split(),
        "priority": form.text("priority") or "0",
        "retries": {"failure": form.text("retries") or "0"},
        "preemptible": form.ticked("preemptible"),
    }
    for name in ("disk", "resume", "timeout"):
        if form.text(name):
            values[name] = form.text(name)
    values["requirements"] = [line.strip() for line in values["requirements"] if line.strip()]
    return JobSpec.model_validate(values)


def form_of_spec(spec: JobSpec, project_id: str) -> Form:
    """The form as it was filled in for a specification."""
    command = spec.command if isinstance(spec.command, str) else shlex.join(spec.command)
    price = spec.chips.max_price_per_hour
    texts = {
        "project": project_id,
        "name": spec.name,
        "command": command,
        "code": spec.code or "",
        "disk": str(spec.disk or ""),
        "resume": str(spec.resume or ""),
        "chips": str(spec.chips.count),
        "min_memory": str(spec.chips.min_memory) if spec.chips.min_memory else "",
        "max_price": "" if price is None else format_micros(price),
        "environment": _write_pairs(spec.environment),
        "labels": _write_pairs(spec.labels),
        "requirements": "\n".join(spec.requirements),
        "outputs": "\n".join(spec.outputs),
        "timeout": f"{spec.timeout // 1000}s" if spec.timeout else "",
        "retries": str(spec.retries.failure),
        "priority": str(spec.priority),
        "preemptible": "yes" if spec.preemptible else "",
    }
    lists = {"kind": list(spec.chips.kinds), "secret": list(spec.secrets.values())}
    return Form({**{name: [text] for name, text in texts.items()}, **lists}, {})


def sweep_of_form(form: Form) -> dict[str, list[Value]]:
    """Parameter → values of lines like `LR = 1e-3, 1e-4`; empty if nothing is swept."""
    pairs = _read_pairs(form.text("sweep"), "sweep")
    return {
        name: [value.strip() for value in values.split(",") if value.strip()]
        for name, values in pairs.items()
    }


def _read_pairs(text: str, where: str) -> dict[str, str]:
    pairs = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        name, equals, value = line.partition("=")
        if not equals:
            raise InvalidInputError(f"{line!r} is not NAME=value", where=where)
        pairs[name.strip()] = value.strip()
    return pairs


def _write_pairs(pairs: dict[str, str]) -> str:
    return "\n".join(f"{name}={value}" for name, value in pairs.items())
