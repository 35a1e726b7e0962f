#include "memory_history.h"

#include <torch/csrc/profiler/combined_traceback.h>

#include <array>
#include <chrono>
#include <deque>
#include <mutex>
#include <unordered_map>

#include "devices.h"
#include "streams.h"

namespace jarip::memory_history {

std::atomic<bool> is_on{false};

namespace {

struct History {
  std::mutex mutex;
  Settings settings;
  std::array<std::deque<Entry>, kMaxDevices> entries;
  std::unordered_map<const void*, Lines> alive;
  std::string metadata;
  std::vector<Observer> observers;
};

History& history() {
  static auto* kept = new History;
  return *kept;
}

int64_t now() {
  auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

Lines gather_from(Context least) {
  const Settings& settings = history().settings;
  if (settings.context < least) return nullptr;
  return torch::CapturedTraceback::gather(/*python=*/true, /*script=*/true,
                                          settings.native_lines);
}

void add(int device, Action action, const void* address, size_t bytes, const Lines& lines,
         int64_t stream) {
  History& h = history();
  if (!h.settings.keeps_entries) return;
  auto& entries = h.entries[device];
  entries.push_back({action, reinterpret_cast<size_t>(address), bytes, stream, now(), lines,
                     h.metadata});
  while (entries.size() > h.settings.most_entries) entries.pop_front();
}

}  // namespace

const char* name_of(Action action) {
  constexpr const char* kNames[] = {"alloc",        "free_requested", "free_completed",
                                    "segment_alloc", "segment_free",   "oom", "snapshot"};
  return kNames[static_cast<size_t>(action)];
}

void start(const Settings& settings) {
  {
    std::lock_guard<std::mutex> hold(history().mutex);
    history().settings = settings;
  }
  is_on = true;
}

void stop() {
  is_on = false;
  clear();
}

void clear() {
  std::array<std::deque<Entry>, kMaxDevices> old;  // ends after the lock: lines need Python's
  std::lock_guard<std::mutex> hold(history().mutex);
  old.swap(history().entries);
}

void note_allocated(int device, const void* data, size_t bytes) {
  Lines lines = gather_from(Context::kAlive);
  int64_t stream = current_stream(device).id();
  std::lock_guard<std::mutex> hold(history().mutex);
  bool with_lines = history().settings.context >= Context::kAllocations;
  add(device, Action::kAlloc, data, bytes, with_lines ? lines : nullptr, stream);
  history().alive[data] = std::move(lines);
}

void note_freed(int device, const void* data, size_t bytes) {
  Lines lines = gather_from(Context::kAll);
  int64_t stream = current_stream(device).id();
  std::lock_guard<std::mutex> hold(history().mutex);
  add(device, Action::kFreeRequested, data, bytes, lines, stream);
  add(device, Action::kFreeCompleted, data, bytes, lines, stream);
  history().alive.erase(data);
}

void note_segment(int device, Action action, const void* base, size_t bytes) {
  std::lock_guard<std::mutex> hold(history().mutex);
  add(device, action, base, bytes, nullptr, 0);
}

void note_snapshot() {
  if (!is_on) return;
  std::lock_guard<std::mutex> hold(history().mutex);
  for (int device = 0; device < device_count(); device++)
    add(device, Action::kSnapshot, nullptr, 0, nullptr, 0);
}

std::vector<Entry> entries(int device) {
  std::lock_guard<std::mutex> hold(history().mutex);
  const auto& kept = history().entries[device];
  return {kept.begin(), kept.end()};
}

Lines lines_of(const void* data) {
  std::lock_guard<std::mutex> hold(history().mutex);
  auto found = history().alive.find(data);
  return found == history().alive.end() ? nullptr : found->second;
}

void set_metadata(std::string text) {
  std::lock_guard<std::mutex> hold(history().mutex);
  history().metadata = std::move(text);
}

std::string metadata() {
  std::lock_guard<std::mutex> hold(history().mutex);
  return history().metadata;
}

void add_observer(Observer observer) {
  std::lock_guard<std::mutex> hold(history().mutex);
  history().observers.push_back(std::move(observer));
}

void tell_out_of_memory(int device, size_t bytes, size_t reserved, size_t free) {
  std::vector<Observer> observers;
  Lines lines = is_on ? gather_from(Context::kAlive) : nullptr;
  {
    std::lock_guard<std::mutex> hold(history().mutex);
    if (is_on)
      add(device, Action::kOutOfMemory, reinterpret_cast<void*>(free), bytes, lines, 0);
    observers = history().observers;
  }
  for (const Observer& observer : observers) observer(device, bytes, reserved, free);
}

}  // namespace jarip::memory_history
