#include "memory/copy.h"

#include <stdlib.h>
#include <string.h>

#include "graph/capture.h"
#include "memory/checked_range.h"
#include "memory/guarded_operation.h"
#include "memory/registry.h"
#include "memory/rows.h"
#include "stream/event.h"
#include "stream/scheduler.h"

namespace jarip {

namespace {

constexpr size_t kInlineBytes = 64u << 10;       // copied by the caller even where it need not wait
constexpr size_t kInlineWhenWaiting = 1u << 20;  // below this the pool would not be any faster

// Bytes from the first to behind the last of a side; the last row is as wide as what is copied.
size_t span(const Copy &copy, size_t pitch, size_t slice) {
  return (copy.depth - 1) * slice + (copy.height - 1) * pitch + copy.width;
}

void copy_parts(const Copy &copy, const Rows &rows, uint64_t begin, uint64_t end) {
  rows.visit(begin, end, [&](size_t row, size_t slice, size_t offset, size_t bytes) {
    char *to = static_cast<char *>(copy.destination) + slice * copy.destination_slice +
               row * copy.destination_pitch + offset;
    const char *from = static_cast<const char *>(copy.source) + slice * copy.source_slice +
                       row * copy.source_pitch + offset;
    memmove(to, from, bytes);
  });
}

class MemoryCopy final : public GuardedOperation {
 public:
  MemoryCopy(const Copy &copy, cudaMemcpyKind kind)
      : GuardedOperation("a memory copy"),
        copy_(copy),
        kind_(kind),
        rows_{copy.width, copy.height, copy.depth} {}
  ~MemoryCopy() override { free(staged_); }

  Start start() override { return publish(rows_.parts()); }
  Operation *clone() const override { return new MemoryCopy(copy_, kind_); }
  void describe(cudaGraphNodeParams *parameters) const override;

  // Takes the source's bytes now, so that the caller may change them at once.
  bool stage() {
    staged_ = malloc(copy_.width);
    if (staged_ == nullptr) return false;
    memcpy(staged_, copy_.source, copy_.width);
    copy_.source = staged_;
    return true;
  }

 protected:
  void run(uint64_t begin, uint64_t end) override { copy_parts(copy_, rows_, begin, end); }

 private:
  Copy copy_;
  cudaMemcpyKind kind_;
  Rows rows_;
  void *staged_ = nullptr;
};

cudaPitchedPtr side(const void *pointer, size_t pitch, size_t slice, size_t width, size_t height) {
  if (pitch == 0) pitch = width;
  const size_t rows = slice > 0 ? slice / pitch : height;
  return {const_cast<void *>(pointer), pitch, width, rows};
}

void MemoryCopy::describe(cudaGraphNodeParams *parameters) const {
  parameters->type = cudaGraphNodeTypeMemcpy;
  cudaMemcpy3DParms &described = parameters->memcpy.copyParams;
  described = {};
  described.srcPtr =
      side(copy_.source, copy_.source_pitch, copy_.source_slice, copy_.width, copy_.height);
  described.dstPtr = side(copy_.destination, copy_.destination_pitch, copy_.destination_slice,
                          copy_.width, copy_.height);
  described.extent = {copy_.width, copy_.height, copy_.depth};
  described.kind = kind_;
}

struct Sides {
  Range destination;
  Range source;
};

bool is_kind(cudaMemcpyKind kind) {
  return kind >= cudaMemcpyHostToHost && kind <= cudaMemcpyDefault;
}

bool device_destination(cudaMemcpyKind kind) {
  return kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDeviceToDevice;
}

bool device_source(cudaMemcpyKind kind) {
  return kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyDeviceToDevice;
}

cudaError_t check(const Copy &copy, cudaMemcpyKind kind, Sides *sides) {
  const bool pitched = copy.height > 1 || copy.depth > 1;
  if (pitched && (copy.width > copy.destination_pitch || copy.width > copy.source_pitch)) {
    return cudaErrorInvalidPitchValue;
  }
  sides->destination =
      check_range(copy.destination, span(copy, copy.destination_pitch, copy.destination_slice));
  sides->source = check_range(copy.source, span(copy, copy.source_pitch, copy.source_slice));
  if (!sides->destination.acceptable(device_destination(kind))) return cudaErrorInvalidValue;
  if (!sides->source.acceptable(device_source(kind))) return cudaErrorInvalidValue;
  return cudaSuccess;
}

// Pageable memory may be changed or freed as soon as the call returns, so its bytes must have been
// read or written by then (CUDA runtime API, "API synchronization behavior").
cudaError_t copy_in_order(const Copy &copy, cudaMemcpyKind kind, const Sides &sides, Stream &stream,
                          Wait wait) {
  auto *operation = new MemoryCopy(copy, kind);
  const bool pageable_source = sides.source.pageable();
  bool waits = wait == Wait::until_complete || sides.destination.pageable();
  if (!waits && pageable_source) {
    const bool small = copy.height == 1 && copy.depth == 1 && copy.width <= kInlineBytes;
    waits = !small || !operation->stage();
  }
  if (!waits) {
    submit(*operation, stream);
    return cudaSuccess;
  }
  operation->keep();
  submit(*operation, stream);
  wait_operation(*operation);
  operation->drop();
  return after_synchronization();
}

}  // namespace

cudaError_t make_copy(const Copy &copy, cudaMemcpyKind kind, Operation **operation) {
  if (!is_kind(kind)) return cudaErrorInvalidMemcpyDirection;
  if (copy.width == 0 || copy.height == 0 || copy.depth == 0) return cudaErrorInvalidValue;
  Sides sides;
  const cudaError_t error = check(copy, kind, &sides);
  if (error == cudaSuccess) *operation = new MemoryCopy(copy, kind);
  return error;
}

cudaError_t copy_memory(const Copy &copy, cudaMemcpyKind kind, Stream *stream, Wait wait) {
  if (stream == nullptr) return cudaErrorInvalidResourceHandle;
  if (!is_kind(kind)) return cudaErrorInvalidMemcpyDirection;
  const cudaError_t conflict = check_capture(*stream, wait == Wait::until_complete);
  if (conflict != cudaSuccess) return conflict;
  if (copy.width == 0 || copy.height == 0 || copy.depth == 0) return cudaSuccess;
  Sides sides;
  const cudaError_t error = check(copy, kind, &sides);
  if (error != cudaSuccess) return error;
  if (is_capturing(*stream)) {
    submit(*new MemoryCopy(copy, kind), *stream);
    return cudaSuccess;
  }
  const Rows rows{copy.width, copy.height, copy.depth};
  const size_t bytes = copy.width * copy.height * copy.depth;
  const size_t inline_bytes = wait == Wait::until_complete ? kInlineWhenWaiting : kInlineBytes;
  if (bytes <= inline_bytes && stream_idle(*stream)) {
    copy_parts(copy, rows, 0, rows.parts());
    return wait == Wait::until_complete ? after_synchronization() : cudaSuccess;
  }
  return copy_in_order(copy, kind, sides, *stream, wait);
}

}  // namespace jarip
