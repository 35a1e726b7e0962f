"""What the API refuses, and what it says of devices, kernels and symbols."""

from __future__ import annotations

from .conftest import Run


def test_launches_and_symbols_are_checked(run: Run) -> None:
    # given launches with bad shapes, too much shared memory, unknown kernels and symbols
    done = run("validation")
    # then each returns CUDA's code, and good ones get their parameters and variables
    assert done.stdout == "ok\n"


def test_devices_are_described_and_kept_apart(run: Run) -> None:
    # given three devices of 64 MiB
    done = run("devices", JARIP_CUDA_DEVICES="3", JARIP_DEVICE_MEMORY="64M")
    # then each has its own memory, and threads their own current one
    assert done.stdout == "ok\n"


def test_no_device_is_an_error(run: Run) -> None:
    # given a machine told to have none
    done = run("devices", JARIP_CUDA_DEVICES="0", code=1)
    # then CUDA's code says so
    assert "returned cudaErrorNoDevice" in done.stderr
