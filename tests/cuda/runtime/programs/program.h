// For host programs of the tests: registering kernels as clang's host code does, and checking.
#pragma once

#include <cuda_runtime_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <string>
#include <vector>

#include "jarip/abi.h"

extern "C" {
void **__cudaRegisterFatBinary(void *);
void __cudaRegisterFatBinaryEnd(void **);
void __cudaUnregisterFatBinary(void **);
void __cudaRegisterFunction(void **, const char *, char *, const char *, int, uint3 *, uint3 *,
                            dim3 *, dim3 *, int *);
void __cudaRegisterVar(void **, char *, char *, const char *, int, size_t, int, int);
}

#define EXPECT(condition)                                                     \
  do {                                                                        \
    if (!(condition)) {                                                       \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                \
    }                                                                         \
  } while (0)

#define EXPECT_ERROR(expected, call)                                                     \
  do {                                                                                   \
    const cudaError_t got_ = (call);                                                     \
    if (got_ != (expected)) {                                                            \
      fprintf(stderr, "%s:%d: %s returned %s, expected %s\n", __FILE__, __LINE__, #call, \
              cudaGetErrorName(got_), cudaGetErrorName(expected));                       \
      exit(1);                                                                           \
    }                                                                                    \
  } while (0)

#define OK(call) EXPECT_ERROR(cudaSuccess, call)

// The image a program embeds: its metadata, and in place of LLVM assembly the kernels' C source,
// which the stand-in compiler worker understands. IMAGE_HASH and KERNEL_SOURCE come from the build.
class Image {
 public:
  explicit Image(const std::string &metadata) {
    const std::string source(kernel_source(), kernel_source_bytes());
    JaripImageHeader header = {};
    memcpy(header.magic, "JARIPIMG", 8);
    header.version = 1;
    header.header_bytes = sizeof header;
    memcpy(header.hash, IMAGE_HASH, 64);
    header.metadata_offset = sizeof header;
    header.metadata_bytes = metadata.size();
    header.ir_offset = sizeof header + metadata.size();
    header.ir_bytes = source.size();
    const std::string text =
        std::string(reinterpret_cast<char *>(&header), sizeof header) + metadata + source;
    bytes_.resize(text.size() / 8 + 1);
    memcpy(bytes_.data(), text.data(), text.size());
    wrapper_ = {0x466243b1, 1, bytes_.data(), nullptr};
    handle_ = __cudaRegisterFatBinary(&wrapper_);
  }
  ~Image() { __cudaUnregisterFatBinary(handle_); }

  void add_kernel(const void *host, const char *name) {
    __cudaRegisterFunction(handle_, static_cast<const char *>(host), nullptr, name, -1, nullptr,
                           nullptr, nullptr, nullptr, nullptr);
  }
  void add_variable(void *host, const char *name, size_t bytes) {
    __cudaRegisterVar(handle_, static_cast<char *>(host), nullptr, name, 0, bytes, 0, 0);
  }

  const char *data() const { return reinterpret_cast<const char *>(bytes_.data()); }
  size_t size() const { return bytes_.size() * 8; }

 private:
  struct Wrapper {
    int magic;
    int version;
    const void *data;
    void *unused;
  };

  static const char *kernel_source();
  static size_t kernel_source_bytes();

  std::vector<unsigned long long> bytes_;
  Wrapper wrapper_;
  void **handle_;
};

extern "C" const char kernel_source_begin[];
extern "C" const char kernel_source_end[];
__asm__(
    ".pushsection .rodata\n.globl kernel_source_begin\nkernel_source_begin:\n"
    ".incbin \"" KERNEL_SOURCE "\"\n.globl kernel_source_end\nkernel_source_end:\n.popsection\n");
inline const char *Image::kernel_source() { return kernel_source_begin; }
inline size_t Image::kernel_source_bytes() {
  return static_cast<size_t>(kernel_source_end - kernel_source_begin);
}

// Launches with the arguments given, as <<<grid, block, shared, stream>>> does.
template <typename... Arguments>
cudaError_t launch(const void *kernel, dim3 grid, dim3 block, size_t shared, cudaStream_t stream,
                   Arguments... arguments) {
  void *pointers[] = {&arguments..., nullptr};
  return cudaLaunchKernel(kernel, grid, block, pointers, shared, stream);
}
