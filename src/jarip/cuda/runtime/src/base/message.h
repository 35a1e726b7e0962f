// What the runtime says to the user: one line on standard error, prefixed with "jarip: ".
#pragma once

namespace jarip {

void report(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Reports and ends the process: for states that no error code can carry.
[[noreturn]] void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

}  // namespace jarip
