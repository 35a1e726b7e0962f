// Memory statistics and raw allocation for Python, in the shapes that torch.cuda expects.
#include <pybind11/stl.h>

#include "allocators.h"
#include "bindings.h"
#include "devices.h"
#include "memory_pool.h"
#include "vendor.h"

namespace jarip {
namespace {

namespace py = pybind11;
using c10::CachingAllocator::Stat;
using c10::CachingAllocator::StatArray;

py::dict describe(const Stat& stat) {
  py::dict d;
  d["current"] = stat.current;
  d["peak"] = stat.peak;
  d["allocated"] = stat.allocated;
  d["freed"] = stat.freed;
  return d;
}

py::dict describe(const StatArray& stats) {
  py::dict d;
  d["all"] = describe(stats[0]);
  d["small_pool"] = describe(stats[1]);
  d["large_pool"] = describe(stats[2]);
  return d;
}

py::dict memory_stats(int device) {
  DeviceStats s = statistics().getDeviceStats(static_cast<c10::DeviceIndex>(resolve_device(device)));
  py::dict d;
  d["num_alloc_retries"] = s.num_alloc_retries;
  d["num_ooms"] = s.num_ooms;
  d["max_split_size"] = -1;
  d["num_sync_all_streams"] = s.num_sync_all_streams;
  d["num_device_alloc"] = s.num_device_alloc;
  d["num_device_free"] = s.num_device_free;
  d["num_oom_rejections"] = s.num_oom_rejections;
  d["allocation"] = describe(s.allocation);
  d["segment"] = describe(s.segment);
  d["active"] = describe(s.active);
  d["inactive_split"] = describe(s.inactive_split);
  d["allocated_bytes"] = describe(s.allocated_bytes);
  d["reserved_bytes"] = describe(s.reserved_bytes);
  d["active_bytes"] = describe(s.active_bytes);
  d["inactive_split_bytes"] = describe(s.inactive_split_bytes);
  d["requested_bytes"] = describe(s.requested_bytes);
  d["oversize_allocations"] = describe(s.oversize_allocations);
  d["oversize_segments"] = describe(s.oversize_segments);
  return d;
}

py::dict describe(const BlockRecord& block) {
  py::dict d;
  d["address"] = block.address;
  d["size"] = block.bytes;
  d["requested_size"] = block.requested_bytes;
  d["state"] = block.in_use ? "active_allocated" : "inactive";
  d["frames"] = py::list();
  return d;
}

py::dict describe(const SegmentRecord& segment, int device) {
  py::list blocks;
  for (const BlockRecord& block : segment.blocks) blocks.append(describe(block));
  py::dict d;
  d["device"] = device;
  d["address"] = segment.address;
  d["total_size"] = segment.bytes;
  d["allocated_size"] = segment.used_bytes;
  d["active_size"] = segment.used_bytes;
  d["requested_size"] = segment.requested_bytes;
  d["stream"] = 0;
  d["segment_type"] = segment.is_large ? "large" : "small";
  d["segment_pool_id"] = py::make_tuple(0, 0);
  d["is_expandable"] = false;
  d["frames"] = py::list();
  d["blocks"] = blocks;
  return d;
}

py::list segments() {
  py::list all;
  for (int device = 0; device < device_count(); device++)
    for (const SegmentRecord& segment : pool(device).snapshot())
      all.append(describe(segment, device));
  return all;
}

MemoryPool& pool_of(int device) {
  check_host_reads("this function of torch.cuda's memory");
  return pool(resolve_device(device));
}

c10::DeviceIndex index_of(int device) {
  return static_cast<c10::DeviceIndex>(resolve_device(device));
}

}  // namespace

void bind_memory(py::module& m) {
  m.def("memory_stats", &memory_stats);
  m.def("memory_segments", &segments);
  m.def("reset_peak_memory", [](int device) { statistics().resetPeakStats(index_of(device)); });
  m.def("reset_accumulated_memory", [](int device) { statistics().resetAccumulatedStats(index_of(device)); });
  m.def("empty_cache", [] { statistics().emptyCache(); });
  m.def("memory_info", [](int device) { return statistics().getMemoryInfo(index_of(device)); });
  m.def("set_memory_fraction", [](double fraction, int device) {
    pool_of(device).set_fraction(fraction);
  });
  m.def("memory_fraction", [](int device) { return pool_of(device).fraction(); });
  m.def("raw_allocate", [](size_t bytes, int device) {
    return reinterpret_cast<size_t>(pool_of(device).take(bytes)->data());
  });
  m.def("raw_free", [](size_t pointer) {
    Block* block = Block::of(reinterpret_cast<void*>(pointer));
    pool(block->device).give_back(block);
  });
}

}  // namespace jarip
