// Pages of memory that was given back, kept for the next that asks for as much: taking fresh ones
// from the system means that it clears them, which takes longer than most kernels do.
#pragma once

#include <stddef.h>

namespace jarip {

// Keeps `bytes` bytes of pages, which nobody may access until they are taken again: a kernel that
// still uses them faults. The system may take their contents back when it runs short of memory.
// Those kept longest are unmapped when there are too many; `span` is what is mapped in all. False
// when they cannot be kept, as they are shared with another process.
bool keep_pages(void *memory, size_t bytes, size_t span);

// Pages of exactly that many bytes, with whatever they hold, or nullptr.
void *take_kept_pages(size_t bytes);

// Unmaps all.
void drop_kept_pages();

}  // namespace jarip
