// The few symbols a C++ library would provide, so that libcudart.so needs libc and nothing else.
// They are hidden by the version script: a program's own operator new is never touched.
#include <stdlib.h>

#include <new>

#include "base/message.h"

void *operator new(size_t bytes) {
  void *memory = malloc(bytes);
  if (memory == nullptr) jarip::fail("out of host memory for %zu bytes", bytes);
  return memory;
}

void *operator new(size_t bytes, std::align_val_t alignment) {
  const size_t unit = static_cast<size_t>(alignment);
  void *memory = aligned_alloc(unit, (bytes + unit - 1) & ~(unit - 1));
  if (memory == nullptr) jarip::fail("out of host memory for %zu bytes", bytes);
  return memory;
}

void *operator new[](size_t bytes) { return operator new(bytes); }

void *operator new[](size_t bytes, std::align_val_t alignment) {
  return operator new(bytes, alignment);
}

void operator delete(void *memory) noexcept { free(memory); }
void operator delete(void *memory, size_t) noexcept { free(memory); }
void operator delete[](void *memory) noexcept { free(memory); }
void operator delete[](void *memory, size_t) noexcept { free(memory); }
void operator delete(void *memory, std::align_val_t) noexcept { free(memory); }
void operator delete(void *memory, size_t, std::align_val_t) noexcept { free(memory); }

extern "C" void __cxa_pure_virtual() { jarip::fail("a pure virtual function was called"); }
