// From host addresses to what was registered for them. Reading takes no lock: every launch does it.
#pragma once

#include <stdint.h>

#include <atomic>

#include "base/lock.h"

namespace jarip {

template <typename Value>
class HostTable {
 public:
  constexpr HostTable() = default;

  Value *find(const void *host) const {
    const Table *table = table_.load(std::memory_order_acquire);
    if (table == nullptr) return nullptr;
    for (uint64_t place = hash(host);; ++place) {
      const Entry &entry = table->entries[place & table->mask];
      const void *key = entry.key.load(std::memory_order_acquire);
      if (key == host) return entry.value;
      if (key == nullptr) return nullptr;
    }
  }

  // The first registration of an address counts.
  void insert(const void *host, Value *value) {
    Guard guard(lock_);
    if (find(host) != nullptr) return;
    Table *table = table_.load(std::memory_order_relaxed);
    if (table == nullptr || (count_ + 1) * 2 > table->mask + 1) table = grow(table);
    put(*table, host, value);
    ++count_;
  }

  // Makes `host` unknown, so that the address may be registered anew by a library loaded later.
  void remove(const void *host) {
    Guard guard(lock_);
    Table *old = table_.load(std::memory_order_relaxed);
    if (old == nullptr || find(host) == nullptr) return;
    Table *table = make(old->mask);
    copy(*old, *table, host);
    --count_;
    table_.store(table, std::memory_order_release);
  }

 private:
  struct Entry {
    std::atomic<const void *> key;
    Value *value;
  };
  struct Table {
    uint64_t mask;
    Entry *entries;
  };

  static uint64_t hash(const void *host) {
    return (reinterpret_cast<uintptr_t>(host) * 0x9e3779b97f4a7c15ull) >> 32;
  }

  static Table *make(uint64_t mask) { return new Table{mask, new Entry[mask + 1]()}; }

  static void put(Table &table, const void *host, Value *value) {
    uint64_t place = hash(host);
    while (table.entries[place & table.mask].key.load(std::memory_order_relaxed) != nullptr) {
      ++place;
    }
    Entry &entry = table.entries[place & table.mask];
    entry.value = value;
    entry.key.store(host, std::memory_order_release);
  }

  static void copy(const Table &from, Table &to, const void *but) {
    for (uint64_t place = 0; place <= from.mask; ++place) {
      const Entry &entry = from.entries[place];
      const void *key = entry.key.load(std::memory_order_relaxed);
      if (key != nullptr && key != but) put(to, key, entry.value);
    }
  }

  // Old tables are never freed: a reader may be in one. All of them together are smaller than the
  // newest.
  Table *grow(const Table *old) {
    Table *table = make(old == nullptr ? 63 : old->mask * 2 + 1);
    if (old != nullptr) copy(*old, *table, nullptr);
    table_.store(table, std::memory_order_release);
    return table;
  }

  std::atomic<Table *> table_{nullptr};
  uint64_t count_ = 0;
  Lock lock_;
};

}  // namespace jarip
