// A program's tests: each failed condition is printed; report() says PASS or FAIL.
#pragma once
#include <cuda.h>

#include <cstdio>

inline bool good = true;

#define CHECK(condition) \
  if (!(condition)) good = false, std::printf("line %d: %s\n", __LINE__, #condition)

#define OK(call)                                                              \
  do {                                                                        \
    const CUresult result = (call);                                           \
    const char *name = "?";                                                   \
    cuGetErrorName(result, &name);                                            \
    if (result != CUDA_SUCCESS) {                                             \
      good = false, std::printf("line %d: %s: %s\n", __LINE__, #call, name);  \
    }                                                                         \
  } while (0)

inline int report() {
  std::puts(good ? "PASS" : "FAIL");
  return !good;
}
