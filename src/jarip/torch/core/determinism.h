// Operators that PyTorch documents as nondeterministic on CUDA (torch.use_deterministic_algorithms).
//
// The host's kernels are deterministic, but a program in deterministic mode must learn here what a
// GPU would tell it: the same error or warning, with the same name.
#pragma once

#include <ATen/core/operator_name.h>
#include <ATen/core/stack.h>

namespace jarip {

struct Nondeterminism {
  const char* caller;  // as the message names it
  // Whether these arguments are a case of it; null: always.
  bool (*applies)(c10::ArrayRef<c10::IValue> arguments);
};

// Null for operators that are deterministic on a GPU too.
const Nondeterminism* find_nondeterminism(const c10::OperatorName& name);

// Raises or warns, as the program chose, in deterministic mode.
void alert_in_deterministic_mode(const Nondeterminism& found,
                                 c10::ArrayRef<c10::IValue> arguments);

}  // namespace jarip
