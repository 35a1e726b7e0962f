// cudaMemset and its relatives.
#include <string.h>

#include "memory/set.h"

#include "graph/capture.h"
#include "memory/checked_range.h"
#include "memory/guarded_operation.h"
#include "stream/scheduler.h"
#include "stream/stream.h"

namespace jarip {

namespace {

constexpr size_t kInlineBytes = 256u << 10;

template <typename Element>
void fill_elements(void *destination, uint32_t value, size_t bytes) {
  auto *elements = static_cast<Element *>(destination);
  for (size_t index = 0; index < bytes / sizeof(Element); ++index) {
    elements[index] = static_cast<Element>(value);
  }
}

void fill_stretch(void *destination, const Fill &fill, size_t bytes) {
  switch (fill.element_bytes) {
    case 2:
      return fill_elements<uint16_t>(destination, fill.value, bytes);
    case 4:
      return fill_elements<uint32_t>(destination, fill.value, bytes);
    default:
      memset(destination, static_cast<int>(fill.value & 0xff), bytes);
  }
}

void fill_parts(const Fill &fill, uint64_t begin, uint64_t end) {
  fill.rows.visit(begin, end, [&](size_t row, size_t slice, size_t offset, size_t bytes) {
    char *to = static_cast<char *>(fill.destination) + slice * fill.slice + row * fill.pitch;
    fill_stretch(to + offset, fill, bytes);
  });
}

class MemorySet final : public GuardedOperation {
 public:
  explicit MemorySet(const Fill &fill) : GuardedOperation("a memory set"), fill_(fill) {}

  Start start() override { return publish(fill_.rows.parts()); }
  Operation *clone() const override { return new MemorySet(fill_); }
  void describe(cudaGraphNodeParams *parameters) const override {
    parameters->type = cudaGraphNodeTypeMemset;
    parameters->memset = {fill_.destination,
                          fill_.pitch,
                          fill_.value,
                          fill_.element_bytes,
                          fill_.rows.width / fill_.element_bytes,
                          fill_.rows.height};
  }

 protected:
  void run(uint64_t begin, uint64_t end) override { fill_parts(fill_, begin, end); }

 private:
  Fill fill_;
};

bool nothing(const Fill &fill) { return fill.rows.width == 0 || fill.rows.count() == 0; }

cudaError_t check(const Fill &fill, Range *range) {
  const Rows &rows = fill.rows;
  const bool known_element =
      fill.element_bytes == 1 || fill.element_bytes == 2 || fill.element_bytes == 4;
  const uintptr_t misalignment = reinterpret_cast<uintptr_t>(fill.destination) | fill.pitch;
  if (!known_element || misalignment % fill.element_bytes != 0) return cudaErrorInvalidValue;
  if (rows.count() > 1 && rows.width > fill.pitch) return cudaErrorInvalidValue;
  const size_t span = (rows.depth - 1) * fill.slice + (rows.height - 1) * fill.pitch + rows.width;
  *range = check_range(fill.destination, span);
  return range->acceptable(true) ? cudaSuccess : cudaErrorInvalidValue;
}

}  // namespace

cudaError_t make_set(const Fill &fill, Operation **operation) {
  if (nothing(fill)) return cudaErrorInvalidValue;
  Range range;
  const cudaError_t error = check(fill, &range);
  if (error == cudaSuccess) *operation = new MemorySet(fill);
  return error;
}

// As CUDA does, the host waits only where host memory is set.
cudaError_t set_memory(const Fill &fill, Stream *stream, Wait wait) {
  if (stream == nullptr) return cudaErrorInvalidResourceHandle;
  const cudaError_t conflict = check_capture(*stream, false);
  if (conflict != cudaSuccess) return conflict;
  if (nothing(fill)) return cudaSuccess;
  Range range;
  const cudaError_t error = check(fill, &range);
  if (error != cudaSuccess) return error;
  const Rows &rows = fill.rows;
  const bool small = rows.width * rows.count() <= kInlineBytes;
  if (small && !is_capturing(*stream) && stream_idle(*stream)) {
    fill_parts(fill, 0, rows.parts());
    return cudaSuccess;
  }
  auto *operation = new MemorySet(fill);
  operation->keep();
  submit(*operation, *stream);
  const bool on_host = range.kind == MemoryKind::pinned || range.kind == MemoryKind::registered;
  if (wait == Wait::until_complete && on_host) wait_operation(*operation);
  operation->drop();
  return cudaSuccess;
}

namespace {

Fill linear(void *pointer, int value, size_t bytes) {
  return {pointer, static_cast<uint32_t>(value) & 0xff, 1, Rows{bytes, 1, 1}, bytes, bytes};
}

Fill rectangular(void *pointer, size_t pitch, int value, size_t width, size_t height) {
  return {pointer,       static_cast<uint32_t>(value) & 0xff, 1, Rows{width, height, 1}, pitch,
          pitch * height};
}

Fill cubic(cudaPitchedPtr pitched, int value, cudaExtent extent) {
  return {pitched.ptr,
          static_cast<uint32_t>(value) & 0xff,
          1,
          Rows{extent.width, extent.height, extent.depth},
          pitched.pitch,
          pitched.pitch * pitched.ysize};
}

}  // namespace

}  // namespace jarip

using jarip::record;
using jarip::resolve_stream;
using jarip::Wait;

extern "C" cudaError_t cudaMemset(void *pointer, int value, size_t bytes) {
  JARIP_ENTER();
  return record(jarip::set_memory(jarip::linear(pointer, value, bytes), resolve_stream(nullptr),
                                  Wait::until_complete));
}

extern "C" cudaError_t cudaMemsetAsync(void *pointer, int value, size_t bytes,
                                       cudaStream_t stream) {
  JARIP_ENTER();
  return record(
      jarip::set_memory(jarip::linear(pointer, value, bytes), resolve_stream(stream), Wait::no));
}

extern "C" cudaError_t cudaMemset2D(void *pointer, size_t pitch, int value, size_t width,
                                    size_t height) {
  JARIP_ENTER();
  return record(jarip::set_memory(jarip::rectangular(pointer, pitch, value, width, height),
                                  resolve_stream(nullptr), Wait::until_complete));
}

extern "C" cudaError_t cudaMemset2DAsync(void *pointer, size_t pitch, int value, size_t width,
                                         size_t height, cudaStream_t stream) {
  JARIP_ENTER();
  return record(jarip::set_memory(jarip::rectangular(pointer, pitch, value, width, height),
                                  resolve_stream(stream), Wait::no));
}

extern "C" cudaError_t cudaMemset3D(cudaPitchedPtr pitched, int value, cudaExtent extent) {
  JARIP_ENTER();
  return record(jarip::set_memory(jarip::cubic(pitched, value, extent), resolve_stream(nullptr),
                                  Wait::until_complete));
}

extern "C" cudaError_t cudaMemset3DAsync(cudaPitchedPtr pitched, int value, cudaExtent extent,
                                         cudaStream_t stream) {
  JARIP_ENTER();
  return record(
      jarip::set_memory(jarip::cubic(pitched, value, extent), resolve_stream(stream), Wait::no));
}
