// Settings the user gives through environment variables.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace jarip {

// The value of `name`, or nullptr when unset or empty.
const char *environment_text(const char *name);

// A whole number, or `fallback` when unset; a malformed value is reported and ignored.
uint64_t environment_number(const char *name, uint64_t fallback);

// A number of bytes with an optional suffix K, M, G or T (powers of 1024), or `fallback`.
uint64_t environment_bytes(const char *name, uint64_t fallback);

}  // namespace jarip
