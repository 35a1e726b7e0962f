// Which devices an operator accepts together, and PyTorch's words when they do not fit.
#pragma once

#include <ATen/core/operator_name.h>
#include <ATen/core/stack.h>
#include <ATen/core/function_schema.h>

#include <cstdint>

namespace jarip {

enum class DeviceRule : uint8_t {
  kSame,            // every tensor on one device (device_check: ExactSame)
  kSameStructured,  // the same, and the method is named differently in the message
  kIterator,        // as TensorIterator: tensors of no dimension may come from the host
  kIndexed,         // as kIterator, and indices, which come in a list, from the host too
  kFree,            // the operator moves between devices itself
};

// From PyTorch's own operator table; operators that are not in it are free.
DeviceRule find_device_rule(const c10::OperatorName& name);

// What the arguments seen so far say.
struct DeviceCensus {
  int device = -1;          // of the first face tensor
  bool two_devices = false;
  bool host_scalar = false;
  bool host_tensor = false;

  void add_face(int index) {
    if (device < 0) device = index;
    else if (device != index) two_devices = true;
  }
  void add_host(int64_t dim) { (dim == 0 ? host_scalar : host_tensor) = true; }

  bool fits(DeviceRule rule) const {
    if (rule == DeviceRule::kFree || device < 0) return true;
    if (two_devices || host_tensor) return false;
    return rule == DeviceRule::kIterator || rule == DeviceRule::kIndexed || !host_scalar;
  }
};

// Raises PyTorch's message about the arguments on the stack (aliases or originals).
[[noreturn]] void raise_device_mismatch(DeviceRule rule, const c10::FunctionSchema& schema,
                                        c10::ArrayRef<c10::IValue> arguments);

}  // namespace jarip
