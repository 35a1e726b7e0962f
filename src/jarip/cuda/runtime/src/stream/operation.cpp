#include "stream/operation.h"

#include "base/message.h"
#include "pool/pool.h"
#include "stream/scheduler.h"
#include "stream/stream.h"

namespace jarip {

void Operation::describe(cudaGraphNodeParams *parameters) const {
  parameters->type = cudaGraphNodeTypeEmpty;
}

void Operation::run_parts(Seat &, uint64_t, uint64_t) {
  fail("an operation without parts was given to the launch pool");
}

void Operation::finish() { complete_operation(*this); }

void Operation::drop() {
  if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
}

Operation::Start Operation::publish(uint64_t count) {
  if (stream->device->sticky_error() != cudaSuccess) return Start::complete;
  publish_always(count);
  return Start::published;
}

void Operation::publish_always(uint64_t count) {
  parts = count;
  owner = stream;
  priority = stream->priority;
  keep();  // the pool's, dropped in release()
  publish_job(*this);
}

}  // namespace jarip
