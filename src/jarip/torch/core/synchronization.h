// torch.cuda.set_sync_debug_mode: tells a program which of its operations make a GPU and its host
// wait for each other. Here nothing waits, but the program learns what it would on a GPU.
#pragma once

#include <ATen/core/operator_name.h>
#include <ATen/core/stack.h>

#include <atomic>

namespace jarip::synchronization {

enum class Mode : int { kSilent = 0, kWarn = 1, kRaise = 2 };  // PyTorch's numbers

extern std::atomic<Mode> mode;

inline bool is_watched() { return mode.load(std::memory_order_relaxed) != Mode::kSilent; }

// Warns or raises, as the mode says.
void tell();
inline void note() {
  if (is_watched()) [[unlikely]] tell();
}

// Whether a GPU waits for these arguments (already aliased); the answer of `find`.
using Waits = bool (*)(c10::ArrayRef<c10::IValue> arguments);

// Null for operators that never make anybody wait, or only by returning numbers.
Waits find(const c10::OperatorName& name);

}  // namespace jarip::synchronization
