#include "memory/registry.h"

#include <map>

#include "base/immortal.h"
#include "base/lock.h"

namespace jarip {

namespace {

using Allocations = std::map<uintptr_t, Allocation>;  // by begin

Lock lock;
Allocations *known;  // never destroyed: kernels and other threads may run during exit

Allocations &allocations() {
  if (known == nullptr) known = new Allocations();
  return *known;
}

// The last range that begins at or before `address`, or end().
Allocations::iterator at_or_before(uintptr_t address) {
  Allocations &all = allocations();
  auto above = all.upper_bound(address);
  return above == all.begin() ? all.end() : --above;
}

}  // namespace

bool register_allocation(const Allocation &allocation) {
  Guard guard(lock);
  Allocations &all = allocations();
  const auto before = at_or_before(allocation.begin);
  if (before != all.end() && before->second.begin + before->second.bytes > allocation.begin) {
    return false;
  }
  const auto after = all.lower_bound(allocation.begin);
  if (after != all.end() && after->first < allocation.begin + allocation.bytes) return false;
  all.emplace(allocation.begin, allocation);
  return true;
}

bool find_allocation(const void *pointer, Allocation *found) {
  const auto address = reinterpret_cast<uintptr_t>(pointer);
  Guard guard(lock);
  const auto candidate = at_or_before(address);
  if (candidate == allocations().end() || !candidate->second.contains(address, 1)) return false;
  *found = candidate->second;
  return true;
}

bool unregister_allocation(const void *pointer, MemoryKind kind, MemoryKind or_kind,
                           Allocation *removed) {
  Guard guard(lock);
  Allocations &all = allocations();
  const auto exact = all.find(reinterpret_cast<uintptr_t>(pointer));
  if (exact == all.end()) return false;
  if (exact->second.kind != kind && exact->second.kind != or_kind) return false;
  *removed = exact->second;
  all.erase(exact);
  return true;
}

void visit_allocations(const Device &device, void (*visit)(void *, const Allocation &),
                       void *context) {
  Guard guard(lock);
  for (const auto &entry : allocations()) {
    if (entry.second.device == &device) visit(context, entry.second);
  }
}

}  // namespace jarip
