// Types that a GPU's operators take and the host's do not: half precision, real and complex, in
// operators that the host has in single precision only, or less exactly than a GPU, which adds up
// in single precision; truth values as numbers. They run on wider copies, and the result is
// rounded.
#pragma once

#include <ATen/core/dispatch/Dispatcher.h>

namespace jarip::widening {

inline bool is_narrow(const at::Tensor& tensor) {
  at::ScalarType type = tensor.scalar_type();
  return type == at::kHalf || type == at::kBFloat16 || type == at::kComplexHalf;
}

// Whether this is what a host's kernel says of types that it does not have.
bool may_help(const c10::Error& error);

// Whether truth values are taken as the numbers 0 and 1, and a result of bytes is one of them.
bool counts_truths(const c10::OperatorName& name);

// Whether the host's own kernel is too coarse.
bool is_always_needed(const c10::OperatorName& name);

// op.redispatchBoxed, where the arguments at the end of the stack have narrow tensors among them.
void call(const c10::OperatorHandle& op, c10::DispatchKeySet target, bool always,
          c10::Stack& stack);

}  // namespace jarip::widening
