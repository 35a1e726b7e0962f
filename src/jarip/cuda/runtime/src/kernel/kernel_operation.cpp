#include "kernel/kernel_operation.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/message.h"
#include "fiber/engine.h"
#include "kernel/cooperative_turn.h"
#include "kernel/fault_report.h"
#include "kernel/observer.h"

namespace jarip {

namespace {

// One call of generated code, as the guard takes it.
struct Call {
  const JaripKernel &kernel;
  const JaripLaunch &launch;
  Seat &seat;
  uint64_t begin;
  uint64_t end;
  uint64_t parts;
  GridBarrier &barrier;
};

void run_loop(void *argument) {
  Call &call = *static_cast<Call *>(argument);
  call.kernel.run_blocks(&call.launch, &call.seat.worker, call.begin, call.end);
}

void run_fibers(void *argument) {
  Call &call = *static_cast<Call *>(argument);
  fiber_engine(call.seat).run_blocks(call.kernel, call.launch, call.begin, call.end);
}

void run_together(void *argument) {
  Call &call = *static_cast<Call *>(argument);
  fiber_engine(call.seat).run_together(call.kernel, call.launch, call.begin, call.parts,
                                       call.barrier);
}

uint32_t engines_for(uint64_t blocks) {
  return blocks < seat_count() ? static_cast<uint32_t>(blocks) : seat_count();
}

__attribute__((tls_model("initial-exec"))) thread_local KernelOperation *current;

uint64_t volume(dim3 size) { return uint64_t{size.x} * size.y * size.z; }

}  // namespace

KernelOperation::KernelOperation(const Function &function, const Variant &variant,
                                 const LaunchShape &shape)
    : parameters_(inline_),
      function_(function),
      variant_(variant),
      kernel_(*variant.kernel),
      cooperative_(shape.cooperative),
      barrier_(engines_for(volume(shape.grid))) {
  choose_order();
  allocate_parameters();
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

KernelOperation::KernelOperation(const KernelOperation &other)
    : parameters_(inline_),
      function_(other.function_),
      variant_(other.variant_),
      kernel_(other.kernel_),
      launch_(other.launch_),
      cooperative_(other.cooperative_),
      barrier_(engines_for(other.blocks())) {
  choose_order();
  allocate_parameters();
  launch_.params = parameters_;
  memcpy(parameters_, other.parameters_, function_.info.parameter_bytes);
}

KernelOperation::~KernelOperation() {
  if (parameters_ != inline_) free(parameters_);
  free(pointers_);
}

// A kernel in another mode may wait for blocks before it, and counts on their having begun.
void KernelOperation::choose_order() { from_both_ends = kernel_.mode == JARIP_MODE_LOOP; }

void KernelOperation::allocate_parameters() {
  const size_t bytes = function_.info.parameter_bytes;
  if (bytes <= kInlineBytes) return;
  parameters_ = static_cast<char *>(aligned_alloc(64, (bytes + 63) / 64 * 64));
  if (parameters_ == nullptr) jarip::fail("out of host memory for %zu bytes", bytes);
}

void KernelOperation::describe(cudaGraphNodeParams *parameters) const {
  const Array<Parameter> &list = function_.info.parameters;
  if (pointers_ == nullptr) {
    pointers_ = static_cast<void **>(calloc(list.size() + 1, sizeof(void *)));
    if (pointers_ == nullptr) jarip::fail("out of host memory for %zu pointers", list.size());
    for (size_t index = 0; index < list.size(); ++index) {
      pointers_[index] = parameters_ + list[index].offset;
    }
  }
  parameters->type = cudaGraphNodeTypeKernel;
  parameters->kernel.func = const_cast<void *>(function_.host);
  parameters->kernel.gridDim = {launch_.grid[0], launch_.grid[1], launch_.grid[2]};
  parameters->kernel.blockDim = {launch_.block[0], launch_.block[1], launch_.block[2]};
  parameters->kernel.sharedMemBytes = launch_.dynamic_shared_bytes;
  parameters->kernel.kernelParams = pointers_;
  parameters->kernel.extra = nullptr;
}

uint64_t KernelOperation::blocks() const {
  return uint64_t{launch_.grid[0]} * launch_.grid[1] * launch_.grid[2];
}

Operation::Start KernelOperation::start() {
  if (observed_ != 0) began_ns_ = now_ns();
  if (!together()) {
    const uint64_t each = variant_.block_ns.load(std::memory_order_relaxed);
    expected_ns = each * blocks();
    return publish(blocks());
  }
  if (stream->device->sticky_error() != cudaSuccess) return Start::complete;
  if (!take_turn(*this)) return Start::elsewhere;
  start_turn();
  return Start::published;
}

void KernelOperation::start_turn() {
  most_parts_at_once = 1;
  publish_always(engines_for(blocks()));
}

void KernelOperation::finish() {
  if (start_child()) return;  // which will call this again
  if (observed_ != 0) tell_observer();
  const bool took_turn = together();
  if (parent_ == nullptr) {
    Operation::finish();
  } else {
    parent_->finish();
    drop();
  }
  if (took_turn) pass_turn();
}

void KernelOperation::tell_observer() const {
  const JaripKernelObserver *observer = kernel_observer.load(std::memory_order_acquire);
  if (observer != nullptr) observer->ran(observed_, function_.name, began_ns_, now_ns());
}

cudaError_t KernelOperation::launch_child(const char *name, const LaunchShape &shape,
                                          const void *parameters) {
  const cudaError_t error = children_.push(*function_.module, name, shape, parameters);
  if (error != cudaSuccess) report_child(function_.name, name, error);
  return error;
}

bool KernelOperation::start_child() {
  ChildLaunch launch;
  while (children_.pop(&launch)) {
    KernelOperation *child = nullptr;
    LaunchArguments arguments;
    arguments.packed = launch.parameters;
    arguments.packed_bytes = launch.function->info.parameter_bytes;
    cudaError_t error = stream->device->sticky_error();
    const bool failed_before = error != cudaSuccess;
    if (!failed_before) error = make_launch(*launch.function, launch.shape, arguments, &child);
    free(launch.parameters);
    if (error == cudaSuccess) {
      child->stream = stream;
      child->parent_ = this;
      child->expected_ns =
          child->variant_.block_ns.load(std::memory_order_relaxed) * child->blocks();
      child->publish_always(child->blocks());
      return true;
    }
    if (failed_before) continue;
    report_child(function_.name, launch.function->name, error);
    stream->device->set_sticky_error(error);
  }
  return false;
}

KernelOperation *KernelOperation::running() { return current; }

// Down at once, up slowly: a thread may have been interrupted.
void KernelOperation::learn(uint64_t elapsed_ns, uint64_t count) const {
  const uint64_t each = elapsed_ns / count;
  const uint64_t now = each < UINT32_MAX ? each : UINT32_MAX - 1;
  const uint64_t before = variant_.block_ns.load(std::memory_order_relaxed);
  const bool unknown = before == UINT32_MAX;
  const uint64_t next = unknown || now < before ? now : (before * 3 + now) / 4;
  variant_.block_ns.store(static_cast<uint32_t>(next), std::memory_order_relaxed);
}

void KernelOperation::execute(Seat &seat, uint64_t begin, uint64_t end, Fault *fault) {
  if (!seat.prepare(kernel_.static_shared_bytes, launch_.dynamic_shared_bytes,
                    kernel_.context_bytes)) {
    fault->code = cudaErrorLaunchOutOfResources;
    return;
  }
  Call call{kernel_, launch_, seat, begin, end, parts, barrier_};
  const bool fibers = kernel_.mode == JARIP_MODE_FIBER;
  void (*body)(void *) = together() ? run_together : fibers ? run_fibers : run_loop;
  KernelOperation *const outer = current;
  current = this;
  const bool returned = call_guarded(body, &call, seat.stack_top, fault);
  current = outer;
  if (returned) return;
  if (fibers) fiber_engine(seat).forget_blocks();
}

void KernelOperation::run_parts(Seat &seat, uint64_t begin, uint64_t end) {
  if (failed_.load(std::memory_order_relaxed)) return;
  Fault fault = {};
  const bool first = begin == 0 && !together();
  const uint64_t started = first ? now_ns() : 0;
  execute(seat, begin, end, &fault);
  if (first) learn(now_ns() - started, end);
  if (fault.code != cudaSuccess) fail(fault, begin, end);
}

void KernelOperation::fail(const Fault &fault, uint64_t begin, uint64_t end) {
  if (failed_.exchange(true)) return;
  barrier_.give_up();
  report_fault(function_.name, launch_, fault, begin, end);  // before anyone ends the program
  stream->device->set_sticky_error(static_cast<cudaError_t>(fault.code));
}

}  // namespace jarip
