// A growing array of trivially movable values; the runtime stands on no C++ library.
#pragma once

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <type_traits>

namespace jarip {

template <typename Value>
class Array {
  static_assert(std::is_trivially_copyable<Value>::value, "moved with memcpy");

 public:
  constexpr Array() = default;
  Array(const Array &) = delete;
  Array &operator=(const Array &) = delete;
  ~Array() { free(data_); }

  void push(const Value &value) { insert(size_, value); }

  void insert(size_t index, const Value &value) {
    const Value copy = value;  // `value` may lie in the storage about to move
    reserve(size_ + 1);
    memmove(static_cast<void *>(data_ + index + 1), data_ + index, (size_ - index) * sizeof(Value));
    data_[index] = copy;
    ++size_;
  }

  void erase(size_t index) {
    --size_;
    memmove(static_cast<void *>(data_ + index), data_ + index + 1, (size_ - index) * sizeof(Value));
  }

  // Removes the first element equal to `value`; returns whether there was one.
  bool remove(const Value &value) {
    for (size_t index = 0; index < size_; ++index) {
      if (data_[index] == value) {
        erase(index);
        return true;
      }
    }
    return false;
  }

  Value pop() { return data_[--size_]; }
  void clear() { size_ = 0; }

  void reserve(size_t wanted) {
    if (wanted <= capacity_) return;
    size_t capacity = capacity_ == 0 ? 8 : capacity_ * 2;
    if (capacity < wanted) capacity = wanted;
    void *grown = realloc(static_cast<void *>(data_), capacity * sizeof(Value));
    if (grown == nullptr) abort();
    data_ = static_cast<Value *>(grown);
    capacity_ = capacity;
  }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  Value *data() { return data_; }
  Value &operator[](size_t index) { return data_[index]; }
  const Value &operator[](size_t index) const { return data_[index]; }
  Value &back() { return data_[size_ - 1]; }
  Value *begin() { return data_; }
  Value *end() { return data_ + size_; }
  const Value *begin() const { return data_; }
  const Value *end() const { return data_ + size_; }

 private:
  Value *data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace jarip
