#include "base/environment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"

namespace jarip {

namespace {

// Powers of 1024 by suffix letter; -1 for what is no suffix.
int suffix_shift(const char *suffix) {
  static const char letters[] = "KMGT";
  if (*suffix == '\0') return 0;
  const char upper = static_cast<char>(*suffix & ~0x20);
  const char *found = strchr(letters, upper);
  const char *rest = suffix + 1;
  if (found == nullptr || *found == '\0') return -1;
  if (*rest == 'i') ++rest;
  if (*rest == 'B' || *rest == 'b') ++rest;
  return *rest == '\0' ? static_cast<int>(found - letters + 1) * 10 : -1;
}

uint64_t parse(const char *name, uint64_t fallback, bool suffixes) {
  const char *text = environment_text(name);
  if (text == nullptr) return fallback;
  char *end = nullptr;
  errno = 0;
  const uint64_t value = strtoull(text, &end, 10);
  const int shift = suffixes ? suffix_shift(end) : (*end == '\0' ? 0 : -1);
  if (end == text || *text == '-' || errno != 0 || shift < 0 || value > (UINT64_MAX >> shift)) {
    report("%s=%s is not a number%s; it is ignored", name, text,
           suffixes ? " of bytes such as 512M or 8G" : "");
    return fallback;
  }
  return value << shift;
}

}  // namespace

const char *environment_text(const char *name) {
  const char *text = getenv(name);
  return text != nullptr && *text != '\0' ? text : nullptr;
}

uint64_t environment_number(const char *name, uint64_t fallback) {
  return parse(name, fallback, false);
}

uint64_t environment_bytes(const char *name, uint64_t fallback) {
  return parse(name, fallback, true);
}

}  // namespace jarip
