"""What `torch.cuda` has, and how far each part of it goes here. Data: the tests hold it against
`dir(torch.cuda)` and call what it says works, and docs/compat/torch.md is written from it."""

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How far a function goes."""

    WORKS = "works"
    ACCEPTED = (
        "accepted"  # remembered or ignored: there is nothing on the host that it would change
    )
    REFUSED = "refused"  # raises an error that says so


@dataclass(frozen=True)
class Support:
    """A group of names of one level."""

    level: Level
    note: str
    names: tuple[str, ...]


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SUPPORT = (
    Support(
        Level.WORKS,
        "Devices: how many, which is current, what they are. Properties are the host's.",
        _names("""init is_initialized is_available device_count current_device set_device device
               device_of get_device_name get_device_capability get_device_properties synchronize
               can_device_access_peer get_arch_list get_gencode_flags is_bf16_supported
               is_tf32_supported cudart check_error CudaError cudaStatus AcceleratorError
               DeferredCudaCallError manual_seed manual_seed_all seed seed_all initial_seed
               get_rng_state get_rng_state_all set_rng_state set_rng_state_all
               default_generators current_blas_handle ipc_collect
               set_sync_debug_mode get_sync_debug_mode""")
    ),
    Support(
        Level.WORKS,
        "Streams and events. Operators are complete when they return; custom kernels run on their "
        "stream and operators wait for them.",
        _names("""Stream ExternalStream Event stream StreamContext current_stream default_stream
               set_stream get_stream_from_external""")
    ),
    Support(
        Level.WORKS,
        "Graphs: capture changes nothing, replay runs the same kernels on the same memory.",
        _names("""CUDAGraph graph graphs make_graphed_callables graph_pool_handle
               is_current_stream_capturing""")
    ),
    Support(
        Level.WORKS,
        "Memory: counted, reused and bounded by JARIP_DEVICE_MEMORY.",
        _names("""memory memory_allocated max_memory_allocated reset_max_memory_allocated
               memory_reserved max_memory_reserved memory_cached max_memory_cached
               reset_max_memory_cached memory_stats memory_stats_as_nested_dict memory_summary
               memory_snapshot reset_peak_memory_stats reset_accumulated_memory_stats
               empty_cache mem_get_info set_per_process_memory_fraction
               get_per_process_memory_fraction caching_allocator_alloc caching_allocator_delete
               host_memory_stats host_memory_stats_as_nested_dict
               reset_accumulated_host_memory_stats reset_peak_host_memory_stats
               get_allocator_backend OutOfMemoryError list_gpu_processes""")
    ),
    Support(
        Level.ACCEPTED,
        "Pools share the device's memory: there is nothing to keep apart.",
        _names("MemPool use_mem_pool caching_allocator_enable caching_allocator_disabled")
    ),
    Support(
        Level.ACCEPTED,
        "Switches of CUDA's libraries and drivers.",
        _names("""tunable has_half has_magma
               current_solver_handle green_contexts GreenContext""")
    ),
    Support(
        Level.WORKS,
        "Communication between devices of one process, profiling, old types, AMP, jiterator.",
        _names("""comm nccl nvtx profiler amp sparse streams random FloatTensor DoubleTensor
               HalfTensor BFloat16Tensor ByteTensor CharTensor ShortTensor IntTensor LongTensor
               BoolTensor FloatStorage DoubleStorage HalfStorage BFloat16Storage ByteStorage
               CharStorage ShortStorage IntStorage LongStorage BoolStorage ComplexFloatStorage
               ComplexDoubleStorage jiterator""")
    ),
    Support(
        Level.REFUSED,
        "Questions to NVIDIA's management library, which a host does not have.",
        _names("""utilization temperature power_draw clock_rate memory_usage device_memory_used""")
    ),
    Support(
        Level.REFUSED,
        "Allocators of one's own, GPUDirect storage.",
        _names("""CUDAPluggableAllocator change_current_allocator gds""")
    ),
)  # fmt: skip
