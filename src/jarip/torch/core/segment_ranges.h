// The address ranges of all segments of all pools.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>

namespace jarip {

class SegmentRanges {
 public:
  void add(const char* base, size_t bytes);
  void remove(const char* base);
  bool contain(const void* data);

 private:
  std::mutex mutex_;
  std::map<const char*, const char*> ends_;
};

SegmentRanges& segment_ranges();

}  // namespace jarip
