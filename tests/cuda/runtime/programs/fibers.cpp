// Fiber mode: barriers, warps, early exits, spinning, deep stacks, whole grids, deadlocks.
#include "program.h"

static char warp_sum, early_exit, halves, active, named_barriers, spin_lock, bad_barrier, bad_mask,
    deep, grid;

static int *device_ints(size_t count) {
  int *pointer;
  OK(cudaMalloc(reinterpret_cast<void **>(&pointer), count * 4));
  OK(cudaMemset(pointer, 0, count * 4));
  return pointer;
}

static std::vector<int> run(const void *kernel, unsigned blocks, unsigned threads, size_t count,
                            int n = 0) {
  int *device = device_ints(count);
  OK(launch(kernel, blocks, threads, 0, nullptr, device, n));
  std::vector<int> host(count);
  OK(cudaMemcpy(host.data(), device, count * 4, cudaMemcpyDeviceToHost));
  OK(cudaFree(device));
  return host;
}

static void check_warp_sum() {
  for (unsigned threads : {32u, 128u, 1024u}) {
    for (int sum : run(&warp_sum, 40, threads, 40)) EXPECT(sum == int(threads * (threads + 1) / 2));
  }
}

static void check_early_exit() {
  const unsigned threads = 100;
  const auto out = run(&early_exit, 1, threads, threads * 2);
  int odd = 0;
  for (unsigned i = 0; i < threads; ++i) odd += i % 3 != 1 && i % 2;
  for (unsigned i = 0; i < threads; ++i) {
    if (i % 3 == 1) continue;
    int sum = 0;
    for (unsigned j = i / 32 * 32; j < i / 32 * 32 + 32 && j < threads; ++j) {
      if (j % 3 != 1) sum += int(j);
    }
    EXPECT(out[i * 2] == odd);
    EXPECT(out[i * 2 + 1] == sum);
  }
}

static void check_warps() {
  const auto rotated = run(&halves, 1, 32, 32);
  for (int i = 0; i < 32; ++i) {
    EXPECT(rotated[i] == (i < 16 ? (i + 5) % 16 : 16 + (i + 9) % 16));
  }
  const auto masks = run(&active, 1, 32, 32);
  for (int i = 0; i < 32; ++i) {
    const unsigned expected = i % 4 == 1 ? 0x22222222u : i % 4 == 2 ? 0u : 0x99999999u;
    EXPECT(unsigned(masks[i]) == expected);
  }
}

static void check_synchronisation() {
  const auto produced = run(&named_barriers, 1, 64, 10 * 32, 10);
  for (int i = 0; i < 320; ++i) EXPECT(produced[i] == i / 32 * 100 + i % 32);
  EXPECT(run(&spin_lock, 7, 96, 2)[1] == 7 * 96);
}

static void check_grid(unsigned blocks, unsigned threads) {
  int *device = device_ints(blocks * 21);
  int rounds = 20;
  void *arguments[] = {&device, &rounds};
  OK(cudaLaunchCooperativeKernel(&grid, blocks, threads, arguments, 0, nullptr));
  OK(cudaLaunchCooperativeKernel(&grid, blocks, threads, arguments, 0, cudaStreamPerThread));
  std::vector<int> host(blocks * 21);
  OK(cudaDeviceSynchronize());
  OK(cudaMemcpy(host.data(), device, host.size() * 4, cudaMemcpyDeviceToHost));
  for (unsigned i = 0; i < blocks; ++i) EXPECT(host[20 * blocks + i] == 20);
  OK(cudaFree(device));
}

static void check_cooperative() {
  check_grid(1, 1);
  check_grid(3, 64);
  int blocks = 0;
  OK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, &grid, 128, 0));
  cudaDeviceProp properties;
  OK(cudaGetDeviceProperties(&properties, 0));
  const unsigned most = unsigned(blocks * properties.multiProcessorCount);
  check_grid(most, 128);
  int *nothing = nullptr;
  int rounds = 0;
  void *arguments[] = {&nothing, &rounds};
  EXPECT_ERROR(cudaErrorCooperativeLaunchTooLarge,
               cudaLaunchCooperativeKernel(&grid, most + 1, 128, arguments, 0, nullptr));
}

// The device is in error until it is reset.
static void check_failure(const void *kernel, unsigned threads, cudaError_t expected, int n = 0) {
  int *device = device_ints(threads);
  OK(launch(kernel, 3, threads, 0, nullptr, device, n));
  EXPECT_ERROR(expected, cudaDeviceSynchronize());
  EXPECT_ERROR(expected, cudaGetLastError());
  EXPECT_ERROR(expected, cudaMalloc(reinterpret_cast<void **>(&device), 4));
  OK(cudaDeviceReset());
  OK(cudaGetLastError());
}

int main(int count, char **arguments) {
  const std::string parameters =
      " params=0:8,8:4 params_bytes=12 static_shared=8192 max_threads=1024 min_blocks=0\n";
  struct {
    void *host;
    const char *name;
  } kernels[] = {{&warp_sum, "warp_sum"},   {&early_exit, "early_exit"},
                 {&halves, "halves"},       {&active, "active"},
                 {&spin_lock, "spin_lock"}, {&named_barriers, "named_barriers"},
                 {&bad_mask, "bad_mask"},   {&bad_barrier, "bad_barrier"},
                 {&deep, "deep"},           {&grid, "grid"}};
  std::string metadata;
  for (auto &kernel : kernels) metadata += std::string("kernel ") + kernel.name + parameters;
  Image image(metadata);
  for (auto &kernel : kernels) image.add_kernel(kernel.host, kernel.name);
  const std::string what = count > 1 ? arguments[1] : "";
  if (what == "compute") {
    check_warp_sum();
    check_early_exit();
    check_warps();
    check_synchronisation();
  } else if (what == "cooperative") {
    check_cooperative();
  } else if (what == "deadlock") {
    check_failure(&bad_barrier, 64, cudaErrorLaunchFailure);
    check_failure(&bad_mask, 64, cudaErrorLaunchFailure);
    check_warp_sum();
  } else if (what == "stack") {
    EXPECT(run(&deep, 1, 64, 64, 30)[63] == 31);
    check_failure(&deep, 64, cudaErrorIllegalAddress, 100);
    OK(cudaDeviceSetLimit(cudaLimitStackSize, 256 << 10));
    EXPECT(run(&deep, 1, 64, 64, 100)[63] == 101);
  } else {
    return 2;
  }
  puts("ok");
}
