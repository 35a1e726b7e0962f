// What launches and symbols refuse, and what they give.
#include "program.h"

static char mixed, unknown, unregistered;
static int table_shadow[8], unknown_shadow, managed = -1;

struct Big {
  unsigned long long values[8];
};

int main() {
  Image image(
      "kernel mixed params=0:1,8:64,72:8 params_bytes=80 static_shared=0 max_threads=256 "
      "min_blocks=0\nvariable table bytes=32 space=global\n"
      "variable shared_with_host bytes=4 space=managed init=0a000000\n");
  image.add_kernel(&mixed, "mixed");
  image.add_kernel(&unknown, "not_in_the_image");
  image.add_variable(table_shadow, "table", 32);
  image.add_variable(&managed, "shared_with_host", 4);
  EXPECT(managed == 10);

  int *out;
  OK(cudaMallocManaged(reinterpret_cast<void **>(&out), 12));
  const unsigned char byte = 200;
  const Big big = {{0, 0, 0, 0, 0, 0, 0, 77}};
  const auto go = [&](dim3 grid, dim3 block, size_t shared) {
    return launch(&mixed, grid, block, shared, nullptr, byte, big, out);
  };
  OK(go(1, 64, 1000));
  OK(cudaDeviceSynchronize());
  EXPECT(out[0] == 200 && out[1] == 77 && out[2] == 3 && managed == 11);

  EXPECT_ERROR(cudaErrorInvalidConfiguration, go(0, 1, 0));
  EXPECT_ERROR(cudaErrorInvalidConfiguration, cudaGetLastError());
  OK(cudaGetLastError());
  EXPECT_ERROR(cudaErrorInvalidConfiguration, go(1, 0, 0));
  EXPECT_ERROR(cudaErrorInvalidConfiguration, go(1, 1025, 0));
  EXPECT_ERROR(cudaErrorInvalidConfiguration, go(1, dim3(1, 1, 65), 0));
  EXPECT_ERROR(cudaErrorInvalidConfiguration, go(dim3(1, 65536), 1, 0));
  EXPECT_ERROR(cudaErrorLaunchOutOfResources, go(1, 257, 0));
  EXPECT_ERROR(cudaErrorInvalidValue, go(1, 64, (48 << 10) + 4));
  EXPECT_ERROR(
      cudaErrorInvalidValue,
      cudaFuncSetAttribute(&mixed, cudaFuncAttributeMaxDynamicSharedMemorySize, 228 << 10));
  OK(cudaFuncSetAttribute(&mixed, cudaFuncAttributeMaxDynamicSharedMemorySize, 100 << 10));
  OK(go(1, 64, 100 << 10));
  OK(cudaDeviceSynchronize());
  EXPECT_ERROR(cudaErrorInvalidDeviceFunction, launch(&unknown, 1, 1, 0, nullptr));
  EXPECT_ERROR(cudaErrorInvalidDeviceFunction, launch(&unregistered, 1, 1, 0, nullptr));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaLaunchKernel(&mixed, 1, 1, nullptr, 0, nullptr));
  cudaFuncAttributes attributes;
  OK(cudaFuncGetAttributes(&attributes, &mixed));
  EXPECT(attributes.maxThreadsPerBlock == 256 && attributes.maxDynamicSharedSizeBytes == 100 << 10);
  int blocks;
  OK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, &mixed, 256, 0));
  EXPECT(blocks == 8);
  OK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, &mixed, 256, 100 << 10));
  EXPECT(blocks == 2);
  OK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, &mixed, 257, 0));
  EXPECT(blocks == 0);

  int values[8];
  OK(cudaMemcpyFromSymbol(values, table_shadow, 32));
  EXPECT(values[0] == 1 && values[3] == 44);
  const int change[2] = {70, 80};
  OK(cudaMemcpyToSymbol(table_shadow, change, 8, 24));
  OK(cudaMemcpyFromSymbol(values, table_shadow, 8, 24));
  EXPECT(values[0] == 70 && values[1] == 80);
  EXPECT_ERROR(cudaErrorInvalidValue, cudaMemcpyToSymbol(table_shadow, change, 8, 28));
  EXPECT_ERROR(cudaErrorInvalidSymbol, cudaMemcpyToSymbol(&unknown_shadow, change, 4));
  EXPECT_ERROR(cudaErrorInvalidMemcpyDirection,
               cudaMemcpyToSymbol(table_shadow, change, 4, 0, cudaMemcpyDeviceToHost));
  void *address;
  size_t bytes;
  OK(cudaGetSymbolAddress(&address, table_shadow));
  OK(cudaGetSymbolSize(&bytes, table_shadow));
  EXPECT(bytes == 32);
  OK(cudaMemset(address, 0, 32));
  OK(cudaGetSymbolAddress(&address, &managed));
  EXPECT(address == &managed);
  OK(cudaFree(out));
  puts("ok");
}
