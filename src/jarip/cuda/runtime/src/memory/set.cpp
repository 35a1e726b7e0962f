// cudaMemset and its relatives.
#include <string.h>

#include "memory/checked_range.h"
#include "memory/guarded_operation.h"
#include "memory/rows.h"
#include "stream/scheduler.h"
#include "stream/stream.h"

namespace jarip {

namespace {

constexpr size_t kInlineBytes = 256u << 10;

struct Fill {
  void *destination;
  int value;  // its low byte is written
  Rows rows;
  size_t pitch;
  size_t slice;
};

void fill_parts(const Fill &fill, uint64_t begin, uint64_t end) {
  fill.rows.visit(begin, end, [&](size_t row, size_t slice, size_t offset, size_t bytes) {
    char *to = static_cast<char *>(fill.destination) + slice * fill.slice + row * fill.pitch;
    memset(to + offset, fill.value, bytes);
  });
}

class MemorySet final : public GuardedOperation {
 public:
  explicit MemorySet(const Fill &fill) : GuardedOperation("cudaMemset"), fill_(fill) {}

  Start start() override { return publish(fill_.rows.parts()); }

 protected:
  void run(uint64_t begin, uint64_t end) override { fill_parts(fill_, begin, end); }

 private:
  Fill fill_;
};

// As CUDA does, the host waits only where host memory is set.
cudaError_t set_memory(const Fill &fill, Stream *stream, bool may_wait) {
  if (stream == nullptr) return cudaErrorInvalidResourceHandle;
  const Rows &rows = fill.rows;
  if (rows.width == 0 || rows.count() == 0) return cudaSuccess;
  if (rows.count() > 1 && rows.width > fill.pitch) return cudaErrorInvalidValue;
  const size_t span = (rows.depth - 1) * fill.slice + (rows.height - 1) * fill.pitch + rows.width;
  const Range range = check_range(fill.destination, span);
  if (!range.acceptable(true)) return cudaErrorInvalidValue;
  if (rows.width * rows.count() <= kInlineBytes && stream_idle(*stream)) {
    fill_parts(fill, 0, rows.parts());
    return cudaSuccess;
  }
  auto *operation = new MemorySet(fill);
  operation->keep();
  submit(*operation, *stream);
  const bool on_host = range.kind == MemoryKind::pinned || range.kind == MemoryKind::registered;
  if (may_wait && on_host) wait_operation(*operation);
  operation->drop();
  return cudaSuccess;
}

Fill cubic(cudaPitchedPtr pitched, int value, cudaExtent extent) {
  return {pitched.ptr, value, Rows{extent.width, extent.height, extent.depth}, pitched.pitch,
          pitched.pitch * pitched.ysize};
}

}  // namespace

}  // namespace jarip

using jarip::record;
using jarip::resolve_stream;
using jarip::Rows;

extern "C" cudaError_t cudaMemset(void *pointer, int value, size_t bytes) {
  JARIP_ENTER();
  return record(jarip::set_memory({pointer, value, Rows{bytes, 1, 1}, bytes, bytes},
                                  resolve_stream(nullptr), true));
}

extern "C" cudaError_t cudaMemsetAsync(void *pointer, int value, size_t bytes,
                                       cudaStream_t stream) {
  JARIP_ENTER();
  return record(jarip::set_memory({pointer, value, Rows{bytes, 1, 1}, bytes, bytes},
                                  resolve_stream(stream), false));
}

extern "C" cudaError_t cudaMemset2D(void *pointer, size_t pitch, int value, size_t width,
                                    size_t height) {
  JARIP_ENTER();
  return record(jarip::set_memory({pointer, value, Rows{width, height, 1}, pitch, pitch * height},
                                  resolve_stream(nullptr), true));
}

extern "C" cudaError_t cudaMemset2DAsync(void *pointer, size_t pitch, int value, size_t width,
                                         size_t height, cudaStream_t stream) {
  JARIP_ENTER();
  return record(jarip::set_memory({pointer, value, Rows{width, height, 1}, pitch, pitch * height},
                                  resolve_stream(stream), false));
}

extern "C" cudaError_t cudaMemset3D(cudaPitchedPtr pitched, int value, cudaExtent extent) {
  JARIP_ENTER();
  return record(
      jarip::set_memory(jarip::cubic(pitched, value, extent), resolve_stream(nullptr), true));
}

extern "C" cudaError_t cudaMemset3DAsync(cudaPitchedPtr pitched, int value, cudaExtent extent,
                                         cudaStream_t stream) {
  JARIP_ENTER();
  return record(
      jarip::set_memory(jarip::cubic(pitched, value, extent), resolve_stream(stream), false));
}
