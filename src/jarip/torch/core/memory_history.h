// What was allocated and freed, when and from which line, while a program asks for it:
// torch.cuda.memory._record_memory_history.
//
// Noting a line takes Python's lock, so nothing here is called with a lock of ours held, except
// for segments, which have no line.
#pragma once

#include <c10/core/CachingDeviceAllocator.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace jarip::memory_history {

using Lines = std::shared_ptr<c10::GatheredContext>;

enum class Action : uint8_t {
  kAlloc, kFreeRequested, kFreeCompleted, kSegmentAlloc, kSegmentFree, kOutOfMemory, kSnapshot,
};
const char* name_of(Action action);  // PyTorch's

struct Entry {
  Action action;
  size_t address;  // of an allocation that failed: the bytes that were free
  size_t bytes;
  int64_t stream;
  int64_t microseconds;  // since the epoch
  Lines lines;           // null: not asked for
  std::string metadata;
};

enum class Context : uint8_t { kNone, kAlive, kAllocations, kAll };  // what is noted with lines

struct Settings {
  bool keeps_entries = true;  // else only what is alive
  Context context = Context::kAll;
  bool native_lines = false;  // of C++ too
  size_t most_entries = SIZE_MAX;
};

extern std::atomic<bool> is_on;

void start(const Settings& settings);
void stop();
void clear();

void note_allocated(int device, const void* data, size_t bytes);
void note_freed(int device, const void* data, size_t bytes);
void note_segment(int device, Action action, const void* base, size_t bytes);
void note_snapshot();

std::vector<Entry> entries(int device);
Lines lines_of(const void* data);  // of a live allocation

void set_metadata(std::string text);
std::string metadata();

// Called when memory runs out: device, bytes asked for, bytes reserved, bytes free.
using Observer = std::function<void(int, size_t, size_t, size_t)>;
void add_observer(Observer observer);
void tell_out_of_memory(int device, size_t bytes, size_t reserved, size_t free);

}  // namespace jarip::memory_history
