// cudaMemcpy and its linear relatives.
#include "device/device.h"
#include "memory/copy.h"

using jarip::Copy;
using jarip::copy_memory;
using jarip::record;
using jarip::resolve_stream;
using jarip::Wait;

namespace {

bool is_device(int index) { return index >= 0 && index < jarip::device_count(); }

Copy linear(void *destination, const void *source, size_t bytes) {
  Copy copy;
  copy.destination = destination;
  copy.source = source;
  copy.width = bytes;
  return copy;
}

}  // namespace

extern "C" cudaError_t cudaMemcpy(void *destination, const void *source, size_t bytes,
                                  cudaMemcpyKind kind) {
  JARIP_ENTER();
  return record(copy_memory(linear(destination, source, bytes), kind, resolve_stream(nullptr),
                            Wait::until_complete));
}

extern "C" cudaError_t cudaMemcpyAsync(void *destination, const void *source, size_t bytes,
                                       cudaMemcpyKind kind, cudaStream_t stream) {
  JARIP_ENTER();
  return record(
      copy_memory(linear(destination, source, bytes), kind, resolve_stream(stream), Wait::no));
}

extern "C" cudaError_t cudaMemcpyPeer(void *destination, int destination_device, const void *source,
                                      int source_device, size_t bytes) {
  JARIP_ENTER();
  if (!is_device(destination_device) || !is_device(source_device)) {
    return record(cudaErrorInvalidDevice);
  }
  return record(copy_memory(linear(destination, source, bytes), cudaMemcpyDeviceToDevice,
                            resolve_stream(nullptr), Wait::until_complete));
}

extern "C" cudaError_t cudaMemcpyPeerAsync(void *destination, int destination_device,
                                           const void *source, int source_device, size_t bytes,
                                           cudaStream_t stream) {
  JARIP_ENTER();
  if (!is_device(destination_device) || !is_device(source_device)) {
    return record(cudaErrorInvalidDevice);
  }
  return record(copy_memory(linear(destination, source, bytes), cudaMemcpyDeviceToDevice,
                            resolve_stream(stream), Wait::no));
}
