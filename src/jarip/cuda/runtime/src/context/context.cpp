#include "context/context.h"

#include <pthread.h>

#include "base/lock.h"

namespace jarip {

namespace {

constexpr uint32_t kMagic = 0x4a435458;  // "JCTX"
constexpr int kDeepest = 128;

struct Stack {
  CUctx_st *contexts[kDeepest];
  int depth;
};

Lock lock;
CUctx_st primaries[kMostDevices];
std::atomic<unsigned long long> next_id{1};
// A pointer only: a library that is loaded late has little room for what every thread has.
__attribute__((tls_model("initial-exec"))) thread_local Stack *own_stack;
__attribute__((tls_model("initial-exec"))) thread_local bool in_use;

void enter_device_of(CUctx_st *context) {
  if (context != nullptr) set_current_device(context->device->index);
}

pthread_key_t stack_key;
pthread_once_t stack_key_made = PTHREAD_ONCE_INIT;

Stack &make_stack() {
  pthread_once(&stack_key_made, [] {
    pthread_key_create(&stack_key, [](void *stack) { delete static_cast<Stack *>(stack); });
  });
  own_stack = new Stack();
  pthread_setspecific(stack_key, own_stack);
  return *own_stack;
}

}  // namespace

CUctx_st *resolve_context(CUcontext handle) {
  const bool aligned = reinterpret_cast<uintptr_t>(handle) % alignof(CUctx_st) == 0;
  return handle != nullptr && aligned && handle->magic == kMagic ? handle : nullptr;
}

CUctx_st &primary_context(Device &device) {
  CUctx_st &context = primaries[device.index];
  Guard guard(lock);
  if (context.device == nullptr) {
    context = {kMagic, &device, 0, true, 0, next_id.fetch_add(1)};
  }
  return context;
}

CUctx_st *make_context(Device &device, unsigned flags) {
  auto *context = new CUctx_st();
  *context = {kMagic, &device, flags, false, 0, next_id.fetch_add(1)};
  return context;
}

int context_depth() { return own_stack != nullptr ? own_stack->depth : 0; }

CUctx_st *top_context() {
  return context_depth() > 0 ? own_stack->contexts[own_stack->depth - 1] : nullptr;
}

CUresult push_context(CUctx_st *context) {
  Stack &stack = own_stack != nullptr ? *own_stack : make_stack();
  if (stack.depth == kDeepest) return CUDA_ERROR_INVALID_VALUE;
  stack.contexts[stack.depth++] = context;
  enter_device_of(context);
  return CUDA_SUCCESS;
}

void pop_context() {
  --own_stack->depth;
  enter_device_of(top_context());
}

CUctx_st *current_context() {
  if (CUctx_st *context = top_context()) return context;
  return in_use ? &primary_context(current_device()) : nullptr;
}

void follow_device(int index) {
  in_use = true;
  if (context_depth() > 0) {
    own_stack->contexts[own_stack->depth - 1] = &primary_context(device_at(index));
  }
}

bool runtime_in_use() { return in_use; }
void set_runtime_in_use(bool used) { in_use = used; }

}  // namespace jarip
