// The devices programs see: all of them share this machine's processors; each has streams, memory
// accounting and errors of its own.
#pragma once

#include <stdint.h>

#include <atomic>

#include "api.h"
#include "base/array.h"
#include "base/immortal.h"

namespace jarip {

struct Stream;

constexpr int kMostDevices = 64;

struct Device {
  int index = 0;
  Stream *legacy_stream = nullptr;
  Immortal<Array<Stream *>> streams;  // under the scheduler's lock
  uint64_t memory_bytes = 0;          // what cudaMalloc may give in all
  std::atomic<uint64_t> memory_used{0};
  std::atomic<unsigned> flags{0};

  cudaError_t sticky_error() const { return sticky_.load(std::memory_order_acquire); }

  // Keeps the first error of a kernel: the device is of no use until it is reset.
  void set_sticky_error(cudaError_t error) {
    cudaError_t none = cudaSuccess;
    sticky_.compare_exchange_strong(none, error);
  }
  void clear_sticky_error() { sticky_.store(cudaSuccess); }

 private:
  std::atomic<cudaError_t> sticky_{cudaSuccess};
};

// Creates the devices and the launch pool on first use.
cudaError_t ensure_devices();

int device_count();

// `index` must be within [0, device_count()).
Device &device_at(int index);

// The calling thread's device.
Device &current_device();

void set_current_device(int index);

}  // namespace jarip
