// A growing character buffer. The runtime stands on no C++ library, so it has no std::string.
#pragma once

#include <stdarg.h>
#include <stddef.h>

namespace jarip {

class Text {
 public:
  constexpr Text() = default;
  explicit Text(const char *value) { append(value); }
  Text(Text &&other) noexcept;
  Text &operator=(Text &&other) noexcept;
  Text(const Text &) = delete;
  Text &operator=(const Text &) = delete;
  ~Text();

  Text &append(const char *value);
  Text &append(const char *value, size_t bytes);
  Text &append(char value) { return append(&value, 1); }
  Text &format(const char *format, ...) __attribute__((format(printf, 2, 3)));
  Text &format_list(const char *format, va_list arguments);
  void clear();

  const char *c_str() const { return data_ != nullptr ? data_ : ""; }
  char *data() { return data_; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  void reserve(size_t bytes);

  char *data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace jarip
