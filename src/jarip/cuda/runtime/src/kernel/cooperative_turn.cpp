#include "kernel/cooperative_turn.h"

#include "base/array.h"
#include "base/immortal.h"
#include "base/lock.h"
#include "kernel/kernel_operation.h"

namespace jarip {

namespace {

Lock lock;
bool taken;
Immortal<Array<KernelOperation *>> waiting;

}  // namespace

bool take_turn(KernelOperation &operation) {
  Guard guard(lock);
  if (taken) {
    waiting.value.push(&operation);
    return false;
  }
  taken = true;
  return true;
}

void pass_turn() {
  Guard guard(lock);
  taken = !waiting.value.empty();
  if (!taken) return;
  KernelOperation *next = waiting.value[0];
  waiting.value.erase(0);
  next->start_turn();
}

}  // namespace jarip
