#include "external/semaphore.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "graph/capture.h"
#include "memory/shared_memory.h"
#include "stream/scheduler.h"
#include "stream/stream.h"

namespace jarip {

namespace {

constexpr uint32_t kMagic = 0x4a53454d;  // "JSEM"
constexpr size_t kTimelineBytes = sizeof(uint64_t);

// An eventfd takes and gives exactly eight bytes at a time.
bool add_one(int descriptor) {
  const uint64_t one = 1;
  return write(descriptor, &one, sizeof one) == sizeof one;
}

bool take_one(int descriptor) {
  uint64_t value = 0;
  return read(descriptor, &value, sizeof value) == sizeof value;
}

bool perform(const SemaphoreStep &step, bool signals) {
  const Semaphore *semaphore = resolve_semaphore(step.handle);
  if (semaphore == nullptr) return true;  // destroyed meanwhile
  if (semaphore->timeline != nullptr) {
    if (!signals) return __atomic_load_n(semaphore->timeline, __ATOMIC_ACQUIRE) >= step.value;
    __atomic_store_n(semaphore->timeline, step.value, __ATOMIC_SEQ_CST);
    return true;
  }
  return signals ? add_one(semaphore->descriptor) : take_one(semaphore->descriptor);
}

bool make_nonblocking(int descriptor) {
  const int flags = fcntl(descriptor, F_GETFL);
  return flags >= 0 && fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0;
}

uint64_t *map_timeline(int descriptor) {
  if (shared_memory_bytes(descriptor) < kTimelineBytes) return nullptr;
  void *memory =
      mmap(nullptr, kTimelineBytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  return memory != MAP_FAILED ? static_cast<uint64_t *>(memory) : nullptr;
}

// On success the descriptor is the semaphore's, which closes it.
cudaError_t import(cudaExternalSemaphore_t *handle, const cudaExternalSemaphoreHandleDesc &from) {
  uint64_t *timeline = nullptr;
  const int descriptor = from.handle.fd;
  if (from.type == cudaExternalSemaphoreHandleTypeTimelineSemaphoreFd) {
    timeline = map_timeline(descriptor);
    if (timeline == nullptr) return cudaErrorInvalidValue;
  } else if (from.type != cudaExternalSemaphoreHandleTypeOpaqueFd) {
    return cudaErrorNotSupported;
  } else if (shared_memory_bytes(descriptor) > 0 || !make_nonblocking(descriptor)) {
    return cudaErrorInvalidValue;
  }
  *handle = reinterpret_cast<cudaExternalSemaphore_t>(
      new Semaphore{kMagic, descriptor, timeline});
  return cudaSuccess;
}

template <typename Parameters>
cudaError_t make(bool signals, const cudaExternalSemaphore_t *semaphores,
                 const Parameters *parameters, unsigned count, Operation **operation) {
  if (semaphores == nullptr || parameters == nullptr || count == 0) return cudaErrorInvalidValue;
  Array<SemaphoreStep> steps;
  for (unsigned index = 0; index < count; ++index) {
    if (resolve_semaphore(semaphores[index]) == nullptr) return cudaErrorInvalidResourceHandle;
    steps.push({semaphores[index], parameters[index].params.fence.value});
  }
  *operation = new SemaphoreOperation(signals, &steps[0], steps.size());
  return cudaSuccess;
}

cudaError_t submit_to(cudaStream_t handle, cudaError_t error, Operation *operation) {
  if (error != cudaSuccess) return error;
  Stream *stream = resolve_stream(handle);
  const cudaError_t conflict =
      stream != nullptr ? check_capture(*stream, false) : cudaErrorInvalidResourceHandle;
  if (conflict != cudaSuccess) {
    operation->drop();
    return conflict;
  }
  submit(*operation, *stream);
  return cudaSuccess;
}

}  // namespace

Semaphore *resolve_semaphore(cudaExternalSemaphore_t handle) {
  auto *semaphore = reinterpret_cast<Semaphore *>(handle);
  const bool aligned = reinterpret_cast<uintptr_t>(handle) % alignof(Semaphore) == 0;
  return semaphore != nullptr && aligned && semaphore->magic == kMagic ? semaphore : nullptr;
}

bool SemaphoreOperation::advance() {
  while (done_ < steps_.size() && perform(steps_[done_], signals_)) ++done_;
  return done_ == steps_.size();
}

void SemaphoreOperation::describe(cudaGraphNodeParams *parameters) const {
  parameters->type =
      signals_ ? cudaGraphNodeTypeExtSemaphoreSignal : cudaGraphNodeTypeExtSemaphoreWait;
}

void SemaphoreOperation::fill(cudaExternalSemaphoreSignalNodeParams *parameters) const {
  if (handles_.empty()) {
    for (const SemaphoreStep &step : steps_) {
      cudaExternalSemaphoreSignalParams one{};
      one.params.fence.value = step.value;
      signal_parameters_.push(one);
      handles_.push(step.handle);
    }
  }
  *parameters = {&handles_[0], &signal_parameters_[0], static_cast<unsigned>(steps_.size())};
}

void SemaphoreOperation::fill(cudaExternalSemaphoreWaitNodeParams *parameters) const {
  if (handles_.empty()) {
    for (const SemaphoreStep &step : steps_) {
      cudaExternalSemaphoreWaitParams one{};
      one.params.fence.value = step.value;
      wait_parameters_.push(one);
      handles_.push(step.handle);
    }
  }
  *parameters = {&handles_[0], &wait_parameters_[0], static_cast<unsigned>(steps_.size())};
}

cudaError_t make_signal(const cudaExternalSemaphore_t *semaphores,
                        const cudaExternalSemaphoreSignalParams *parameters, unsigned count,
                        Operation **operation) {
  return make(true, semaphores, parameters, count, operation);
}

cudaError_t make_wait(const cudaExternalSemaphore_t *semaphores,
                      const cudaExternalSemaphoreWaitParams *parameters, unsigned count,
                      Operation **operation) {
  return make(false, semaphores, parameters, count, operation);
}

}  // namespace jarip

using jarip::record;

extern "C" cudaError_t cudaImportExternalSemaphore(cudaExternalSemaphore_t *handle,
                                                   const cudaExternalSemaphoreHandleDesc *from) {
  JARIP_ENTER();
  if (handle == nullptr || from == nullptr) return record(cudaErrorInvalidValue);
  return record(jarip::import(handle, *from));
}

extern "C" cudaError_t cudaDestroyExternalSemaphore(cudaExternalSemaphore_t handle) {
  JARIP_ENTER();
  jarip::Semaphore *semaphore = jarip::resolve_semaphore(handle);
  if (semaphore == nullptr) return record(cudaErrorInvalidResourceHandle);
  semaphore->magic = 0;
  if (semaphore->timeline != nullptr) munmap(semaphore->timeline, jarip::kTimelineBytes);
  close(semaphore->descriptor);
  return cudaSuccess;
}

extern "C" cudaError_t cudaSignalExternalSemaphoresAsync(
    const cudaExternalSemaphore_t *semaphores,
    const cudaExternalSemaphoreSignalParams *parameters, unsigned int count, cudaStream_t stream) {
  JARIP_ENTER();
  jarip::Operation *operation = nullptr;
  const cudaError_t error = jarip::make_signal(semaphores, parameters, count, &operation);
  return record(jarip::submit_to(stream, error, operation));
}

extern "C" cudaError_t cudaWaitExternalSemaphoresAsync(
    const cudaExternalSemaphore_t *semaphores, const cudaExternalSemaphoreWaitParams *parameters,
    unsigned int count, cudaStream_t stream) {
  JARIP_ENTER();
  jarip::Operation *operation = nullptr;
  const cudaError_t error = jarip::make_wait(semaphores, parameters, count, &operation);
  return record(jarip::submit_to(stream, error, operation));
}
