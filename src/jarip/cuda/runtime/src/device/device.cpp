#include "device/device.h"

#include <pthread.h>

#include "base/environment.h"
#include "device/memory_size.h"
#include "pool/pool.h"
#include "stream/stream.h"

namespace jarip {

namespace {

Immortal<Device> devices[kMostDevices];  // there, though empty, before main(): variables point here
std::atomic<int> count{0};
pthread_once_t created = PTHREAD_ONCE_INIT;
__attribute__((tls_model("initial-exec"))) thread_local int current;

void create_devices() {
  uint64_t wanted = environment_number("JARIP_CUDA_DEVICES", 1);
  if (wanted > kMostDevices) wanted = kMostDevices;
  const int number = static_cast<int>(wanted);
  if (number == 0) return;
  const uint64_t memory = device_memory_bytes(static_cast<uint32_t>(number));
  for (int index = 0; index < number; ++index) {
    Device &device = devices[index].value;
    device.index = index;
    device.memory_bytes = memory;
    device.legacy_stream = create_stream(device, cudaStreamDefault, 1);
  }
  count.store(number, std::memory_order_release);
}

}  // namespace

cudaError_t ensure_devices() {
  if (!start_pool()) return cudaErrorInitializationError;
  if (count.load(std::memory_order_acquire) > 0) return cudaSuccess;
  pthread_once(&created, create_devices);
  return count.load() > 0 ? cudaSuccess : cudaErrorNoDevice;
}

int device_count() { return count.load(std::memory_order_acquire); }

Device &device_at(int index) { return devices[index].value; }

Device &current_device() { return devices[current].value; }

void set_current_device(int index) { current = index; }

}  // namespace jarip
