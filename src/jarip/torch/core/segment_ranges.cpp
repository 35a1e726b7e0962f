#include "segment_ranges.h"

#include <iterator>

namespace jarip {

void SegmentRanges::add(const char* base, size_t bytes) {
  std::lock_guard<std::mutex> hold(mutex_);
  ends_[base] = base + bytes;
}

void SegmentRanges::remove(const char* base) {
  std::lock_guard<std::mutex> hold(mutex_);
  ends_.erase(base);
}

bool SegmentRanges::contain(const void* data) {
  std::lock_guard<std::mutex> hold(mutex_);
  auto* at = static_cast<const char*>(data);
  auto after = ends_.upper_bound(at);
  return after != ends_.begin() && at < std::prev(after)->second;
}

SegmentRanges& segment_ranges() {
  static auto* all = new SegmentRanges;
  return *all;
}

}  // namespace jarip
