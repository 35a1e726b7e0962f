#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utility>

namespace jarip {

Text::Text(Text &&other) noexcept { *this = std::move(other); }

Text &Text::operator=(Text &&other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(capacity_, other.capacity_);
  return *this;
}

Text::~Text() { free(data_); }

void Text::reserve(size_t bytes) {
  if (bytes + 1 <= capacity_) return;
  const size_t wanted = bytes + 1 > capacity_ * 2 ? bytes + 1 : capacity_ * 2;
  char *grown = static_cast<char *>(realloc(data_, wanted));
  if (grown == nullptr) abort();
  data_ = grown;
  capacity_ = wanted;
}

Text &Text::append(const char *value) { return append(value, strlen(value)); }

Text &Text::append(const char *value, size_t bytes) {
  reserve(size_ + bytes);
  memcpy(data_ + size_, value, bytes);
  size_ += bytes;
  data_[size_] = '\0';
  return *this;
}

Text &Text::format(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  format_list(format, arguments);
  va_end(arguments);
  return *this;
}

Text &Text::format_list(const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  const int bytes = vsnprintf(nullptr, 0, format, arguments);
  if (bytes > 0) {
    reserve(size_ + static_cast<size_t>(bytes));
    vsnprintf(data_ + size_, static_cast<size_t>(bytes) + 1, format, again);
    size_ += static_cast<size_t>(bytes);
  }
  va_end(again);
  return *this;
}

void Text::clear() {
  size_ = 0;
  if (data_ != nullptr) data_[0] = '\0';
}

}  // namespace jarip
