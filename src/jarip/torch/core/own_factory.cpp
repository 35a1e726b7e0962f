// Fresh, uninitialised tensors.
#include <ATen/Context.h>
#include <ATen/EmptyTensor.h>
#include <ATen/native/TensorFactories.h>

#include "allocators.h"
#include "devices.h"
#include "own_kernels.h"
#include "storage.h"
#include "target.h"

namespace jarip {
namespace {

using at::Tensor;
using c10::ScalarType;

// Makes `device` current while a tensor of it is allocated.
class OnDevice {
 public:
  explicit OnDevice(std::optional<c10::Device> device) : previous_(current_device()) {
    if (device) set_current_device_unchecked(resolve_device(device->index()));
  }
  ~OnDevice() { set_current_device_unchecked(previous_); }

 private:
  int previous_;
};

ScalarType type_or_default(std::optional<ScalarType> type) {
  return type.value_or(c10::typeMetaToScalarType(at::get_default_dtype()));
}

void check_not_pinned(std::optional<bool> pinned) {
  TORCH_CHECK(!pinned.value_or(false), "Only dense CPU tensors can be pinned");
}

// In deterministic mode memory is filled, so that reading what was never written shows.
Tensor& fill_if_deterministic(Tensor& tensor) {
  if (at::globalContext().deterministicAlgorithms() &&
      at::globalContext().deterministicFillUninitializedMemory())
    at::native::fill_empty_deterministic_(tensor);
  return tensor;
}

Tensor empty(at::IntArrayRef size, std::optional<ScalarType> type, std::optional<c10::Layout>,
             std::optional<c10::Device> device, std::optional<bool> pinned,
             std::optional<c10::MemoryFormat> format) {
  check_not_pinned(pinned);
  OnDevice on(device);
  Tensor tensor = at::detail::empty_generic(size, face_allocator(), kFace, type_or_default(type),
                                            format);
  return fill_if_deterministic(tensor);
}

Tensor empty_strided(at::IntArrayRef size, at::IntArrayRef stride, std::optional<ScalarType> type,
                     std::optional<c10::Layout>, std::optional<c10::Device> device,
                     std::optional<bool> pinned) {
  check_not_pinned(pinned);
  OnDevice on(device);
  Tensor tensor = at::detail::empty_strided_generic(size, stride, face_allocator(), kFace,
                                                    type_or_default(type));
  return fill_if_deterministic(tensor);
}

}  // namespace

void add_factory_kernels(OwnKernels& kernels) {
  kernels.add("empty.memory_format", TORCH_FN(empty));
  kernels.add("empty_strided", TORCH_FN(empty_strided));
}

}  // namespace jarip
