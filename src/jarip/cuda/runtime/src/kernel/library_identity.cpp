#include "kernel/library_identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/lock.h"

namespace jarip {

namespace {

constexpr size_t kDigits = 8;  // of the hash, which is hexadecimal, that tell copies apart

Lock lock;

Array<const JaripImageHeader *> &loaded() {
  static auto *images = new Array<const JaripImageHeader *>();
  return *images;
}

bool is_taken(const JaripImageHeader &image) {
  for (const JaripImageHeader *other : loaded()) {
    if (memcmp(other->hash, image.hash, sizeof image.hash) == 0) return true;
  }
  return false;
}

}  // namespace

void claim_identity(JaripImageHeader *image) {
  if (!needs_module_object(*image)) return;
  Guard guard(lock);
  char digits[kDigits + 1] = {};
  memcpy(digits, image->hash, kDigits);
  const auto first = static_cast<uint32_t>(strtoul(digits, nullptr, 16));
  for (uint32_t copy = 1; is_taken(*image); ++copy) {
    snprintf(digits, sizeof digits, "%08x", first ^ (copy * 0x9e3779b9u));
    memcpy(image->hash, digits, kDigits);
  }
  loaded().push(image);
}

void release_identity(const JaripImageHeader &image) {
  Guard guard(lock);
  loaded().remove(&image);
}

}  // namespace jarip
