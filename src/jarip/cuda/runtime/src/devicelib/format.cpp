#include "devicelib/format.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

namespace jarip {

namespace {

// Reads the argument buffer in order.
class Reader {
 public:
  explicit Reader(const void *packed) : position_(reinterpret_cast<uintptr_t>(packed)) {}

  template <typename Value>
  Value next() {
    constexpr uintptr_t alignment = alignof(Value);
    position_ = (position_ + alignment - 1) & ~(alignment - 1);
    Value value;
    memcpy(&value, reinterpret_cast<const void *>(position_), sizeof value);
    position_ += sizeof value;
    ++count_;
    return value;
  }

  int count() const { return count_; }

 private:
  uintptr_t position_;
  int count_ = 0;
};

// A conversion specification without its size letters, as the host's printf wants it.
struct Specification {
  char text[48];
  size_t length = 0;
  bool wide = false;  // l, ll, z, j, t: 64 bits in device code
  int narrow = 0;     // 1 h, 2 hh
  char conversion = 0;

  bool add(char character) {
    if (length + 4 >= sizeof text) return false;  // room for "ll", the conversion and NUL
    text[length++] = character;
    return true;
  }
  void end(const char *size, char letter) {
    for (; *size != '\0'; ++size) text[length++] = *size;
    text[length++] = letter;
    text[length] = '\0';
  }
};

bool is_one_of(char character, const char *set) {
  return character != '\0' && strchr(set, character) != nullptr;
}

// A width or precision that is an argument, as digits. A negative precision is as if there were
// none; the minus of a width is a flag.
bool add_number(int number, Specification *specification) {
  const bool is_precision = specification->text[specification->length - 1] == '.';
  if (is_precision && number < 0) {
    --specification->length;
    return true;
  }
  char digits[12];
  snprintf(digits, sizeof digits, "%d", number);
  for (const char *digit = digits; *digit != '\0'; ++digit) {
    if (!specification->add(*digit)) return false;
  }
  return true;
}

// Reads a specification behind its '%'; returns where it ends, or nullptr when it is malformed.
const char *parse(const char *at, Reader &arguments, Specification *specification) {
  specification->add('%');
  for (; is_one_of(*at, "-+ #0123456789.*"); ++at) {
    const bool added = *at == '*' ? add_number(arguments.next<int>(), specification)
                                  : specification->add(*at);
    if (!added) return nullptr;
  }
  for (; is_one_of(*at, "hljztL"); ++at) {
    if (*at == 'h') {
      ++specification->narrow;
    } else {
      specification->wide = true;
    }
  }
  specification->conversion = *at;
  return *at != '\0' ? at + 1 : nullptr;
}

long long narrowed(int value, int narrow) {
  if (narrow == 0) return value;
  return narrow == 1 ? static_cast<short>(value) : static_cast<signed char>(value);
}

unsigned long long narrowed(unsigned value, int narrow) {
  if (narrow == 0) return value;
  return narrow == 1 ? static_cast<unsigned short>(value) : static_cast<unsigned char>(value);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
bool convert(Specification &specification, Reader &arguments, Text *output) {
  const char letter = specification.conversion;
  if (is_one_of(letter, "di")) {
    specification.end("ll", letter);
    const long long value = specification.wide
                                ? arguments.next<long long>()
                                : narrowed(arguments.next<int>(), specification.narrow);
    output->format(specification.text, value);
  } else if (is_one_of(letter, "uoxX")) {
    specification.end("ll", letter);
    const unsigned long long value =
        specification.wide ? arguments.next<unsigned long long>()
                           : narrowed(arguments.next<unsigned>(), specification.narrow);
    output->format(specification.text, value);
  } else if (is_one_of(letter, "fFeEgGaA")) {
    specification.end("", letter);
    output->format(specification.text, arguments.next<double>());
  } else if (letter == 'c') {
    specification.end("", letter);
    output->format(specification.text, arguments.next<int>());
  } else if (letter == 's') {
    specification.end("", letter);
    const char *string = arguments.next<const char *>();
    output->format(specification.text, string != nullptr ? string : "(null)");
  } else if (letter == 'p') {
    specification.end("", letter);
    output->format(specification.text, arguments.next<void *>());
  } else {
    return false;
  }
  return true;
}
#pragma GCC diagnostic pop

}  // namespace

int format_packed(const char *format, const void *packed, Text *output) {
  Reader arguments(packed);
  while (*format != '\0') {
    const size_t literal = strcspn(format, "%");
    output->append(format, literal);
    format += literal;
    if (*format == '\0') break;
    if (format[1] == '%') {
      output->append('%');
      format += 2;
      continue;
    }
    Specification specification;
    format = parse(format + 1, arguments, &specification);
    if (format == nullptr || !convert(specification, arguments, output)) return -1;
  }
  return arguments.count();
}

}  // namespace jarip
