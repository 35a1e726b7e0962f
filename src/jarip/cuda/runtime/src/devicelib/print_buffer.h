// What kernels have printed and the user has not yet seen.
#pragma once

#include <stddef.h>

namespace jarip {

// Adds one printf's output, never mixed with another's. Shows everything at once when the buffer
// (cudaLimitPrintfFifoSize) is full: nothing is lost.
void add_device_output(const char *text, size_t bytes);

// Writes what was added to the program's stdout: at launches and wherever the host waits.
void flush_device_output();

// cudaLimitPrintfFifoSize
size_t device_output_limit();
void set_device_output_limit(size_t bytes);

}  // namespace jarip
