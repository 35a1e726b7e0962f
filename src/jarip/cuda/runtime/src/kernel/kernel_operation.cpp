#include "kernel/kernel_operation.h"

#include <stdlib.h>

#include "base/message.h"
#include "fiber/engine.h"
#include "kernel/fault_report.h"

namespace jarip {

namespace {

// One call of generated code, as the guard takes it.
struct Call {
  const JaripKernel &kernel;
  const JaripLaunch &launch;
  Seat &seat;
  uint64_t begin;
  uint64_t end;
};

void run_loop(void *argument) {
  Call &call = *static_cast<Call *>(argument);
  call.kernel.run_blocks(&call.launch, &call.seat.worker, call.begin, call.end);
}

void run_fibers(void *argument) {
  Call &call = *static_cast<Call *>(argument);
  fiber_engine(call.seat).run_blocks(call.kernel, call.launch, call.begin, call.end);
}

}  // namespace

KernelOperation::KernelOperation(const Function &function, const JaripKernel &kernel,
                                 const LaunchShape &shape)
    : parameters_(inline_), kernel_(kernel), name_(function.name) {
  const size_t bytes = function.info.parameter_bytes;
  if (bytes > kInlineBytes) {
    parameters_ = static_cast<char *>(aligned_alloc(64, (bytes + 63) / 64 * 64));
    if (parameters_ == nullptr) jarip::fail("out of host memory for %zu bytes", bytes);
  }
  launch_.params = parameters_;
  launch_.grid[0] = shape.grid.x;
  launch_.grid[1] = shape.grid.y;
  launch_.grid[2] = shape.grid.z;
  launch_.block[0] = shape.block.x;
  launch_.block[1] = shape.block.y;
  launch_.block[2] = shape.block.z;
  launch_.dynamic_shared_bytes = static_cast<uint32_t>(shape.dynamic_shared_bytes);
  launch_.reserved = 0;
}

KernelOperation::~KernelOperation() {
  if (parameters_ != inline_) free(parameters_);
}

Operation::Start KernelOperation::start() {
  return publish(uint64_t{launch_.grid[0]} * launch_.grid[1] * launch_.grid[2]);
}

void KernelOperation::run_parts(Seat &seat, uint64_t begin, uint64_t end) {
  if (failed_.load(std::memory_order_relaxed)) return;
  Fault fault = {};
  if (!seat.prepare(kernel_.static_shared_bytes, launch_.dynamic_shared_bytes,
                    kernel_.context_bytes)) {
    fault.code = cudaErrorLaunchOutOfResources;
    fail(fault, begin, end);
    return;
  }
  Call call{kernel_, launch_, seat, begin, end};
  const bool fibers = kernel_.mode == JARIP_MODE_FIBER;
  if (call_guarded(fibers ? run_fibers : run_loop, &call, seat.stack_top, &fault)) return;
  if (fibers) fiber_engine(seat).forget_blocks();
  fail(fault, begin, end);
}

void KernelOperation::fail(const Fault &fault, uint64_t begin, uint64_t end) {
  if (failed_.exchange(true)) return;
  stream->device->set_sticky_error(static_cast<cudaError_t>(fault.code));
  report_fault(name_, launch_, fault, begin, end);
}

KernelOperation *make_kernel_operation(const Function &function, const JaripKernel &kernel,
                                       const LaunchShape &shape) {
  return new KernelOperation(function, kernel, shape);
}

}  // namespace jarip
