// Kernels of both modes compute what they should, with several block shapes and grids.
#include "program.h"

static char add, loop_add, reverse;

static void check_add(const void *kernel, unsigned n, unsigned block) {
  std::vector<float> a(n), b(n), c(n);
  for (unsigned i = 0; i < n; ++i) a[i] = float(i), b[i] = 2.0f * float(i);
  float *device[3];
  for (auto &pointer : device) OK(cudaMalloc(reinterpret_cast<void **>(&pointer), n * 4));
  OK(cudaMemcpy(device[0], a.data(), n * 4, cudaMemcpyHostToDevice));
  OK(cudaMemcpy(device[1], b.data(), n * 4, cudaMemcpyHostToDevice));
  OK(launch(kernel, (n + block - 1) / block, block, 0, nullptr, device[0], device[1], device[2],
            n));
  OK(cudaDeviceSynchronize());
  OK(cudaMemcpy(c.data(), device[2], n * 4, cudaMemcpyDeviceToHost));
  for (unsigned i = 0; i < n; ++i) EXPECT(c[i] == 3.0f * float(i));
  for (auto &pointer : device) OK(cudaFree(pointer));
}

static void check_reverse(unsigned blocks, unsigned block) {
  const unsigned n = blocks * block;
  std::vector<int> data(n), result(n);
  for (unsigned i = 0; i < n; ++i) data[i] = int(i);
  int *device;
  OK(cudaMalloc(reinterpret_cast<void **>(&device), n * 4));
  OK(cudaMemcpy(device, data.data(), n * 4, cudaMemcpyHostToDevice));
  OK(launch(&reverse, blocks, block, 0, nullptr, device));
  OK(cudaMemcpy(result.data(), device, n * 4, cudaMemcpyDeviceToHost));
  for (unsigned i = 0; i < n; ++i) {
    EXPECT(result[i] == int(i / block * block + block - 1 - i % block));
  }
  OK(cudaFree(device));
}

int main() {
  const char *parameters =
      "params=0:8,8:8,16:8,24:4 params_bytes=28 static_shared=0 max_threads=1024 min_blocks=0\n";
  Image image(std::string("kernel add ") + parameters + "kernel loop_add " + parameters +
              "kernel reverse params=0:8 params_bytes=8 static_shared=4096 max_threads=1024 "
              "min_blocks=0\n");
  image.add_kernel(&add, "add");
  image.add_kernel(&loop_add, "loop_add");
  image.add_kernel(&reverse, "reverse");
  for (const void *kernel : {static_cast<void *>(&add), static_cast<void *>(&loop_add)}) {
    check_add(kernel, 1, 32);
    check_add(kernel, 1000, 96);
    check_add(kernel, 100000, 256);
  }
  check_reverse(1, 1);
  check_reverse(7, 33);
  check_reverse(50, 1024);
  puts("ok");
}
