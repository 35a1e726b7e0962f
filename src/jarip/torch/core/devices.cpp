#include "devices.h"

#include "cuda_error.h"
#include "memory_pool.h"
#include "streams.h"

namespace jarip {
namespace {

int g_count = 0;
constinit thread_local int t_current = 0;

}  // namespace

void configure_devices(int count, const std::vector<size_t>& memory_bytes) {
  TORCH_CHECK(count >= 0 && count <= kMaxDevices, "jarip: between 0 and ", kMaxDevices,
              " devices are possible, not ", count, ": change JARIP_CUDA_DEVICES");
  g_count = count;
  for (int index = 0; index < count; index++) pool(index).set_capacity(memory_bytes.at(index));
}

int device_count() noexcept { return g_count; }
int current_device() noexcept { return t_current; }
void set_current_device_unchecked(int index) noexcept {
  if (index < 0 || index == t_current) return;
  t_current = index;
  tell_runtime_device(index);
}

void check_device(int index) {
  if (index < g_count) return;
  raise_cuda_error(kInvalidDevice, "invalid device ordinal",
                   c10::str("GPU device may be out of range, do you have enough GPUs? There are ",
                            g_count, ", numbered from 0, and ", index,
                            " was asked for; JARIP_CUDA_DEVICES sets how many there are."));
}

void set_current_device(int index) {
  check_device(index);
  set_current_device_unchecked(index);
}

int exchange_device(int index) {
  int previous = t_current;
  if (index >= 0) set_current_device(index);
  return previous;
}

int resolve_device(int index) {
  if (index < 0) return t_current;
  check_device(index);
  return index;
}

}  // namespace jarip
