// What an operator's schema says about aliasing, worked out once when it is registered.
#pragma once

#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/util/SmallVector.h>

#include <cstdint>

#include "determinism.h"
#include "device_rule.h"
#include "refusals.h"
#include "synchronization.h"

namespace jarip {

enum class SlotKind : uint8_t {
  kTensor,      // Tensor, Tensor?
  kTensorList,  // Tensor[]
  kAnyList,     // Tensor?[], Tensor[][]: looked into
  kDevice,
  kGenerator,
  kStorage,
};

struct Slot {
  uint16_t index;
  SlotKind kind;
  bool is_written;
};

struct OpPlan {
  c10::SmallVector<Slot, 6> arguments;  // only those that need work
  c10::SmallVector<Slot, 2> results;
  uint16_t argument_count;
  uint16_t result_count;
  int16_t device_argument = -1;
  int16_t generator_argument = -1;
  bool writes = false;
  bool draws_on_host = false;  // its random numbers: the twin is the host, or leaves it to it
  bool widens = false;         // half precision is too coarse on the host
  bool counts_truths = false;  // takes truth values as numbers, which the host does not
  bool reads_to_host = false;  // returns a number or a boolean: waits for the device
  bool asks_for_gradients = false;  // the kernel does more when an argument requires a gradient
  const Nondeterminism* nondeterminism = nullptr;  // as a GPU has it
  Refusal refusal = nullptr;                       // of what a GPU does not take
  synchronization::Waits waits = nullptr;          // as a GPU does
  DeviceRule rule;
  c10::DispatchKeySet target;  // the twin's keys to go on with
};

OpPlan make_plan(const c10::OperatorHandle& op, c10::DispatchKey functionality);

}  // namespace jarip
