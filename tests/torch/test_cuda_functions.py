"""`torch.cuda` is whole: every public name is in the table, and does what the table says."""

import importlib

import pytest

from jarip.torch.surface.missing import MISSING
from jarip.torch.surface.support import SUPPORT, Level

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.needs_torch

for _submodule in ("comm", "nccl", "jiterator", "gds", "green_contexts", "profiler", "tunable"):
    importlib.import_module(f"torch.cuda.{_submodule}")

# Calls that need arguments, or that would change the process for other tests.
_ARGUMENTS = {
    "set_device": (0,),
    "device": (0,),
    "device_of": (torch.ones(1),),
    "can_device_access_peer": (0, 1),
    "check_error": (0,),
    "manual_seed": (0,),
    "manual_seed_all": (0,),
    "CudaError": (1,),
    "ExternalStream": (0,),
    "get_stream_from_external": (0,),
    "stream": (None,),
    "StreamContext": (None,),
    "set_per_process_memory_fraction": (1.0,),
    "caching_allocator_enable": (True,),
    "set_sync_debug_mode": (0,),
}
_SKIPPED = {
    "set_rng_state", "set_rng_state_all", "set_stream", "graph", "make_graphed_callables",
    "caching_allocator_alloc", "caching_allocator_delete", "use_mem_pool", "cudaStatus",
    "DeferredCudaCallError", "AcceleratorError", "OutOfMemoryError", "default_generators",
    "GreenContext", "list_gpu_processes",
}  # fmt: skip


def _by_level(*levels: Level) -> list[str]:
    return [name for group in SUPPORT if group.level in levels for name in group.names]


def test_every_public_name_is_in_the_table() -> None:
    listed = _by_level(*Level)
    assert len(listed) == len(set(listed)), "a name is in two groups"
    missing = set(torch.cuda.__all__) - set(listed)
    assert not missing, sorted(missing)
    gone = {name for name in listed if not hasattr(torch.cuda, name)}
    assert not gone, sorted(gone)


@pytest.mark.parametrize("name", sorted(_by_level(Level.WORKS, Level.ACCEPTED)))
def test_what_works_can_be_called(name: str) -> None:
    member = getattr(torch.cuda, name)
    if not callable(member) or name in _SKIPPED or name.endswith("Storage"):
        return
    member(*_ARGUMENTS.get(name, ()))


@pytest.mark.parametrize("name", sorted(MISSING))
def test_what_is_refused_says_so(name: str) -> None:
    with pytest.raises(NotImplementedError, match=r"jarip: .* is not available on this device; "):
        getattr(torch._C, name)()


@pytest.mark.parametrize(
    "name", ["utilization", "temperature", "power_draw", "clock_rate", "memory_usage"]
)
def test_questions_to_the_management_library_are_refused(name: str) -> None:
    with pytest.raises((ModuleNotFoundError, RuntimeError)):
        getattr(torch.cuda, name)()


def test_properties_are_honest() -> None:
    properties = torch.cuda.get_device_properties(0)
    assert properties.name.startswith("Jarip CPU (")
    assert properties.total_memory == torch.cuda.mem_get_info()[1]
    assert torch.cuda.get_device_capability() == (8, 0)
    assert torch.cuda.device_count() == 2
    assert properties.uuid != torch.cuda.get_device_properties(1).uuid
    assert "major=8" in repr(properties)


def test_the_accelerator_interface_agrees() -> None:
    assert torch.accelerator.current_accelerator().type == "cuda"
    assert torch.accelerator.device_count() == 2
    torch.accelerator.synchronize()
    assert torch.accelerator.memory_allocated() == torch.cuda.memory_allocated()


def test_communication_between_devices() -> None:
    tensors = [torch.full((4,), float(i + 1), device=f"cuda:{i}") for i in range(2)]
    torch.cuda.nccl.all_reduce(tensors)
    assert [t.tolist() for t in tensors] == [[3.0] * 4] * 2
    copies = torch.cuda.comm.broadcast(tensors[0], devices=[0, 1])
    assert [t.get_device() for t in copies] == [0, 1]
    grouped = torch.cuda.comm.broadcast_coalesced([tensors[0], tensors[0] * 2], devices=[0, 1])
    assert grouped[1][1].tolist() == [6.0] * 4
    assert torch.cuda.comm.reduce_add(tensors).tolist() == [6.0] * 4


def test_communication_refuses_what_does_not_fit() -> None:
    comm, x = torch.cuda.comm, torch.ones(4, 2, device="cuda:0")
    with pytest.raises(RuntimeError, match="at least one device to scatter to"):
        comm.scatter(x, ())
    with pytest.raises(RuntimeError, match="at least one tensor to gather from"):
        comm.gather(())
    with pytest.raises(RuntimeError, match="to be CUDA tensors, but output tensor at index 1"):
        comm.broadcast(x, out=[torch.empty_like(x), torch.empty(4, 2)])
    with pytest.raises(RuntimeError, match="Input tensor at index 1 has invalid shape"):
        comm.gather([x, x[:, :1]])


def test_jiterator_compiles_a_function_of_an_element(two_devices: None) -> None:
    code = "template <typename T> T line(T x, T y, T slope) { return y + slope * x; }"
    line = torch.cuda.jiterator._create_jit_fn(code, slope=1.0)
    x, y = torch.arange(3.0, device="cuda"), torch.ones(2, 1, device="cuda")
    assert line(x, y, slope=2.0).tolist() == [[1, 3, 5], [1, 3, 5]]
    assert line(x.half(), y.half()).dtype == torch.float16


def test_ranges_show_up_in_the_profiler() -> None:
    activities = [torch.profiler.ProfilerActivity.CPU, torch.profiler.ProfilerActivity.CUDA]
    with torch.profiler.profile(activities=activities) as profile:
        assert torch.cuda.nvtx.range_push("outer") == 0
        assert torch.cuda.nvtx.range_push("inner") == 1
        (torch.ones(64, 64, device="cuda") @ torch.ones(64, 64, device="cuda")).sum()
        assert torch.cuda.nvtx.range_pop() == 1
        torch.cuda.nvtx.range_pop()
    rows = {row.key: row for row in profile.key_averages()}
    assert {"outer", "inner", "aten::mm"} <= rows.keys()
    assert rows["aten::mm"].device_time_total > 0
    assert "CUDA" in profile.key_averages().table()
