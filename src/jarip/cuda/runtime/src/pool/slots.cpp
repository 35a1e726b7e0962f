#include "pool/slots.h"

#include "base/array.h"
#include "base/immortal.h"
#include "base/lock.h"

namespace jarip {

namespace {

constexpr uint32_t kSlots = 64;
constexpr uint32_t kClosed = 1u << 31;

Slot slots[kSlots];
std::atomic<uint64_t> free_slots{~0ull};
std::atomic<uint64_t> available[kPriorities];  // slots with parts left to take, by priority

// Jobs that found no free slot. The count is read without the lock.
Lock queue_lock;
Immortal<Array<Job *>> queue;
std::atomic<uint32_t> queued{0};

uint32_t index_of(const Slot &slot) { return static_cast<uint32_t>(&slot - slots); }

Slot *claim_free_slot() {
  for (uint64_t bits = free_slots.load(); bits != 0; bits = free_slots.load()) {
    const uint32_t index = static_cast<uint32_t>(__builtin_ctzll(bits));
    const uint64_t mask = 1ull << index;
    if ((free_slots.fetch_and(~mask) & mask) != 0) return &slots[index];
  }
  return nullptr;
}

// The slot is announced before it is opened: were it the other way round, a thread could finish
// the job in between and the announcement would stay behind.
void fill(Slot &slot, Job &job) {
  slot.job = &job;
  available[job.priority].fetch_or(1ull << index_of(slot));
  slot.users.store(0);
}

// A slot may become free between the look for one and the entry into the queue; both sides look
// again after announcing themselves, so one of them sees the other.
void enqueue(Job &job) {
  Guard guard(queue_lock);
  queued.fetch_add(1);
  Slot *slot = claim_free_slot();
  if (slot == nullptr) {
    queue.value.push(&job);
    return;
  }
  queued.fetch_sub(1);
  fill(*slot, job);
}

void serve_queue() {
  Guard guard(queue_lock);
  if (queue.value.empty()) return;
  Slot *slot = claim_free_slot();
  if (slot == nullptr) return;
  Job *job = queue.value[0];
  queue.value.erase(0);
  queued.fetch_sub(1);
  fill(*slot, *job);
}

bool enter(Slot &slot) {
  uint32_t users = slot.users.load(std::memory_order_relaxed);
  while ((users & kClosed) == 0) {
    if (slot.users.compare_exchange_weak(users, users + 1, std::memory_order_acquire)) return true;
  }
  return false;
}

Slot *enter_among(uint64_t bits, const void *owner) {
  for (; bits != 0; bits &= bits - 1) {
    Slot &slot = slots[__builtin_ctzll(bits)];
    if (!enter(slot)) continue;
    if (owner == nullptr || slot.job->owner == owner) return &slot;
    leave_slot(slot);
  }
  return nullptr;
}

}  // namespace

void open_slot(Job &job) {
  Slot *slot = claim_free_slot();
  if (slot != nullptr) {
    fill(*slot, job);
  } else {
    enqueue(job);
  }
}

Slot *enter_slot(const void *owner) {
  for (uint32_t priority = 0; priority < kPriorities; ++priority) {
    Slot *slot = enter_among(available[priority].load(), owner);
    if (slot != nullptr) return slot;
  }
  return nullptr;
}

void mark_exhausted(Slot &slot) {
  available[slot.job->priority].fetch_and(~(1ull << index_of(slot)));
}

void close_slot(Slot &slot) { slot.users.fetch_or(kClosed); }

void leave_slot(Slot &slot) {
  if (slot.users.fetch_sub(1, std::memory_order_acq_rel) != (kClosed | 1)) return;
  Job *job = slot.job;
  free_slots.fetch_or(1ull << index_of(slot));
  if (queued.load() > 0) serve_queue();
  job->release();
}

bool any_slot_available() {
  for (const auto &bits : available) {
    if (bits.load() != 0) return true;
  }
  return false;
}

}  // namespace jarip
