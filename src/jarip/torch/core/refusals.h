// What a GPU's kernels refuse though the host's take it: a program must learn it before it meets one.
#pragma once

#include <ATen/core/operator_name.h>
#include <ATen/core/stack.h>

namespace jarip {

// Raises what a GPU raises for these arguments (already aliased).
using Refusal = void (*)(c10::ArrayRef<c10::IValue> arguments);

// Null for operators that take what the host's kernel takes.
Refusal find_refusal(const c10::OperatorName& name);

}  // namespace jarip
