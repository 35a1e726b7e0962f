"""The device's memory is counted, reused and bounded as a GPU's is."""

import pytest

from .conftest import RunScript

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.needs_torch
MIB = 1 << 20


def test_allocations_are_counted_in_steps_of_512_bytes() -> None:
    before = torch.cuda.memory_allocated()
    small = torch.empty(1, device="cuda")
    large = torch.empty(3 * MIB, dtype=torch.uint8, device="cuda")
    assert torch.cuda.memory_allocated() - before == 512 + 3 * MIB
    del small, large
    assert torch.cuda.memory_allocated() == before


def test_results_and_views_are_counted_once() -> None:
    x = torch.ones(MIB // 4, device="cuda")
    before = torch.cuda.memory_allocated()
    view, y = x[1:], x + x
    assert torch.cuda.memory_allocated() - before == MIB
    del view, y


def test_host_memory_that_was_registered_is_pinned() -> None:
    memory, runtime = torch.ones(100), torch.cuda.cudart()
    assert not memory.is_pinned()
    assert runtime.cudaHostRegister(memory.data_ptr(), 400, 0) == runtime.cudaError.success
    assert memory[50:].is_pinned()
    assert runtime.cudaHostRegister(memory.data_ptr(), 400, 0) == 712
    assert runtime.cudaHostUnregister(memory.data_ptr()) == runtime.cudaError.success
    assert not memory.is_pinned()
    assert runtime.cudaHostUnregister(memory.data_ptr()) == 713


def test_peak_is_kept_until_it_is_reset() -> None:
    torch.cuda.reset_peak_memory_stats()
    base = torch.cuda.memory_allocated()
    del (x := [torch.empty(8 * MIB, dtype=torch.uint8, device="cuda")])[:]
    assert torch.cuda.max_memory_allocated() - base == 8 * MIB
    torch.cuda.reset_peak_memory_stats()
    assert torch.cuda.max_memory_allocated() == torch.cuda.memory_allocated()
    assert x == []


def test_freed_memory_stays_reserved_until_the_cache_is_emptied() -> None:
    torch.cuda.empty_cache()
    x = torch.empty(64 * MIB, dtype=torch.uint8, device="cuda")
    pointer, reserved = x.data_ptr(), torch.cuda.memory_reserved()
    del x
    assert torch.cuda.memory_reserved() == reserved
    again = torch.empty(64 * MIB, dtype=torch.uint8, device="cuda")
    assert again.data_ptr() == pointer
    del again
    torch.cuda.empty_cache()
    assert reserved - torch.cuda.memory_reserved() >= 64 * MIB


def test_devices_have_memory_of_their_own() -> None:
    before = torch.cuda.memory_allocated(0)
    x = torch.empty(MIB, dtype=torch.uint8, device="cuda:1")
    assert torch.cuda.memory_allocated(0) == before
    assert torch.cuda.memory_allocated(1) >= MIB
    assert x.get_device() == 1


def test_a_full_device_raises_and_goes_on_working() -> None:
    capacity = torch.cuda.mem_get_info()[1]
    assert capacity == torch.cuda.get_device_properties(0).total_memory == 1 << 30
    with pytest.raises(
        torch.OutOfMemoryError, match=r"CUDA out of memory\. Tried to allocate 2.00"
    ):
        torch.empty(2 << 30, dtype=torch.uint8, device="cuda")
    with pytest.raises(torch.OutOfMemoryError, match="JARIP_DEVICE_MEMORY"):
        torch.ones(200 * MIB, device="cuda") + 1
    assert torch.ones(2, device="cuda").sum().item() == 2


def test_unused_segments_are_given_back_before_giving_up() -> None:
    retries = torch.cuda.memory_stats()["num_alloc_retries"]
    for size in (600, 601, 602):
        del (x := [torch.empty(size * MIB, dtype=torch.uint8, device="cuda")])[:]
    assert torch.cuda.memory_stats()["num_alloc_retries"] > retries
    assert x == []
    torch.cuda.empty_cache()


def test_a_fraction_bounds_a_process() -> None:
    torch.cuda.empty_cache()
    torch.cuda.set_per_process_memory_fraction(0.25)
    try:
        with pytest.raises(torch.OutOfMemoryError, match="allowed"):
            torch.empty(400 * MIB, dtype=torch.uint8, device="cuda")
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)


def test_a_storage_grows_and_shrinks_and_keeps_its_bytes() -> None:
    x = torch.arange(8, dtype=torch.uint8, device="cuda")
    storage = x.untyped_storage()
    storage.resize_(16)
    assert storage.nbytes() == 16
    assert x.tolist() == list(range(8))
    storage.resize_(0)
    assert storage.nbytes() == 0
    storage.resize_(8)
    x.fill_(3)
    assert x.sum().item() == 24


def test_out_of_a_size_that_does_not_fit_is_resized_in_place() -> None:
    out = torch.empty(0, device="cuda")
    torch.add(torch.ones(5, device="cuda"), 1, out=out)
    assert out.tolist() == [2.0] * 5
    assert out.untyped_storage().nbytes() == 20


def test_what_fits_only_without_rounding_fits() -> None:
    # Given a device of 1 GiB of which most is taken by one block, and a size class wastes an eighth
    torch.cuda.empty_cache()
    free = torch.cuda.mem_get_info()[0]
    whole = torch.empty(free - 2 * MIB, dtype=torch.uint8, device="cuda")
    reserved = torch.cuda.memory_reserved()
    # When it is freed, Then its segment goes back with it
    del whole
    assert torch.cuda.memory_reserved() < reserved - 500 * MIB


def test_sizes_that_no_device_has() -> None:
    with pytest.raises(torch.OutOfMemoryError, match="more than 1EB"):
        torch.empty(1 << 60, dtype=torch.int16, device="cuda")


def _allocate() -> torch.Tensor:
    return torch.empty(1000, device="cuda")


def test_the_history_of_allocations_names_their_lines() -> None:
    torch.cuda.memory._record_memory_history(stacks="python")
    try:
        kept = _allocate()
        del (dropped := [_allocate()])[:]
        snapshot = torch.cuda.memory._snapshot()
    finally:
        torch.cuda.memory._record_memory_history(None)
    trace = [entry for entry in snapshot["device_traces"][0] if entry["size"] == 4096]
    assert [entry["action"] for entry in trace] == [
        "alloc", "alloc", "free_requested", "free_completed"
    ]  # fmt: skip
    assert [entry["frames"][0]["name"] for entry in trace[:2]] == ["_allocate"] * 2
    assert trace[1]["addr"] == trace[2]["addr"] != kept.data_ptr() == trace[0]["addr"]
    blocks = {b["address"]: b for s in snapshot["segments"] for b in s["blocks"]}
    assert blocks[kept.data_ptr()]["frames"][0]["name"] == "_allocate"
    _allocate()
    assert torch.cuda.memory._snapshot()["device_traces"][0] == []
    assert dropped == []


def test_observers_are_told_when_memory_runs_out() -> None:
    told = []
    torch._C._cuda_attach_out_of_memory_observer(lambda *numbers: told.append(numbers))
    with pytest.raises(torch.OutOfMemoryError):
        torch.empty(2 << 30, dtype=torch.uint8, device="cuda:1")
    device, asked, reserved, free = told[0]
    assert (device, asked, reserved + free) == (1, 2 << 30, 1 << 30)


def test_snapshot_lists_live_blocks() -> None:
    x = torch.empty(5 * MIB, dtype=torch.uint8, device="cuda")
    blocks = [b for s in torch.cuda.memory_snapshot() for b in s["blocks"]]
    (mine,) = [b for b in blocks if b["address"] == x.data_ptr()]
    assert (mine["state"], mine["requested_size"]) == ("active_allocated", 5 * MIB)
    assert "GPU reserved memory" in torch.cuda.memory_summary()


def test_pinned_memory_is_known_as_such() -> None:
    assert torch.ones(3).pin_memory().is_pinned()
    assert torch.empty(3, pin_memory=True)[1:].is_pinned()
    assert not torch.ones(3).is_pinned()
    with pytest.raises(RuntimeError, match="Only dense CPU tensors can be pinned"):
        torch.empty(3, device="cuda", pin_memory=True)


def test_the_size_comes_from_the_environment(run_script: RunScript) -> None:
    result = run_script(
        "import torch; print(torch.cuda.mem_get_info()[1] >> 20)", JARIP_DEVICE_MEMORY="96MiB"
    )
    assert result.stdout.strip() == "96", result.stderr
