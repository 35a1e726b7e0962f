"""`torch.profiler` with ProfilerActivity.CUDA shows what the device did, as a GPU's does."""

import json
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.needs_torch


@pytest.fixture(scope="module")
def profile() -> Any:
    from torch.profiler import ProfilerActivity, profile

    x = torch.randn(64, 64)
    with profile(activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]) as recorded:
        y = x.cuda()
        z = (y @ y).relu().t()
        torch.atan2(z, y).sum().item()
    return recorded


@pytest.fixture(scope="module")
def trace(profile: Any, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    path: Path = tmp_path_factory.mktemp("trace") / "trace.json"
    profile.export_chrome_trace(str(path))
    return json.loads(path.read_text())["traceEvents"]


def test_tables_have_rows_of_the_device(profile: Any) -> None:
    from torch.autograd import DeviceType

    rows = {row.key: row for row in profile.key_averages()}
    for kernel in ("at::native::mm", "at::native::relu", "at::native::atan2"):
        assert rows[kernel].device_type == DeviceType.CUDA
        assert rows[kernel].self_device_time_total > 0
    assert "at::native::t" not in rows, "a view is no work"
    assert rows["aten::mm"].device_time_total == rows["at::native::mm"].device_time_total
    assert "Self CUDA" in profile.key_averages().table(sort_by="self_cuda_time_total")


def test_traces_have_kernels_that_name_their_operator(trace: list[dict[str, Any]]) -> None:
    operators = {
        event["args"]["External id"]: event["name"]
        for event in trace
        if event.get("cat") == "cpu_op"
    }
    kernels = [event for event in trace if event.get("cat") == "kernel"]
    asked_by = {event["name"]: operators[event["args"]["External id"]] for event in kernels}
    assert asked_by["at::native::mm"] == "aten::mm"
    assert asked_by["at::native::relu"] == "aten::relu"
    assert all(event["args"]["device"] == 0 and event["dur"] >= 0 for event in kernels)


def test_copies_say_which_way(trace: list[dict[str, Any]]) -> None:
    copies = {event["name"].split(" (")[0] for event in trace if event.get("cat") == "gpu_memcpy"}
    assert copies == {"Memcpy HtoD", "Memcpy DtoH"}


def test_nothing_is_noted_without_the_activity() -> None:
    from torch.profiler import ProfilerActivity, profile

    with profile(activities=[ProfilerActivity.CPU]) as recorded:
        torch.ones(4, device="cuda").relu()
    assert not any(row.key.startswith("at::native") for row in recorded.key_averages())


def test_a_device_alone_can_be_profiled() -> None:
    from torch.profiler import ProfilerActivity, profile

    with profile(activities=[ProfilerActivity.CUDA]) as recorded:
        torch.ones(4, device="cuda").relu()
    assert "at::native::relu" in {row.key for row in recorded.key_averages()}
