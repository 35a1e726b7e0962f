// Kernels that fail: each gives its error, which sticks to the device until that is reset.
#include <signal.h>
#include <unistd.h>

#include "program.h"

static char loop_fault, fault;

static void check(const void *kernel, int what, void *where, cudaError_t expected) {
  OK(launch(kernel, 1, 32, 0, nullptr, where, what));
  EXPECT_ERROR(expected, cudaDeviceSynchronize());
  EXPECT_ERROR(expected, cudaDeviceSynchronize());
  EXPECT_ERROR(expected, cudaGetLastError());
  EXPECT_ERROR(expected, cudaPeekAtLastError());
  void *memory;
  EXPECT_ERROR(expected, cudaMalloc(&memory, 4));
  EXPECT_ERROR(expected, launch(kernel, 1, 32, 0, nullptr, where, 9));
  EXPECT_ERROR(expected, cudaStreamSynchronize(nullptr));
  OK(cudaDeviceReset());
  OK(cudaGetLastError());
}

static void check_all(const void *kernel) {
  int *freed;
  OK(cudaMalloc(reinterpret_cast<void **>(&freed), 1 << 20));
  int *memory = freed;
  check(kernel, 0, nullptr, cudaErrorIllegalAddress);
  check(kernel, 0, reinterpret_cast<void *>(0x123456789000), cudaErrorIllegalAddress);
  check(kernel, 0, memory, cudaErrorIllegalAddress);  // the reset has freed it
  check(kernel, 1, memory, cudaErrorLaunchFailure);
  check(kernel, 2, nullptr, cudaErrorLaunchFailure);
  check(kernel, 3, nullptr, cudaErrorAssert);
  check(kernel, 4, nullptr, cudaErrorIllegalInstruction);
  check(kernel, 5, reinterpret_cast<void *>(64), cudaErrorIllegalAddress);
  int *value;
  OK(cudaMalloc(reinterpret_cast<void **>(&value), 4));
  OK(cudaMemset(value, 0, 4));
  OK(launch(kernel, 1, 32, 0, nullptr, value, 9));
  OK(cudaDeviceSynchronize());
  EXPECT(*value == 1);
  OK(cudaFree(value));
}

// A program's own handler gets the faults that are not a kernel's, before and after there were any.
static volatile sig_atomic_t own_faults;
static void own_handler(int, siginfo_t *information, void *) {
  ++own_faults;
  char *page =
      reinterpret_cast<char *>(reinterpret_cast<uintptr_t>(information->si_addr) & ~4095ul);
  extern int unprotect(void *);
  unprotect(page);
}
#include <sys/mman.h>
int unprotect(void *page) { return mprotect(page, 4096, PROT_READ | PROT_WRITE); }

static void touch_protected_page() {
  auto *page = static_cast<volatile char *>(
      mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  page[5] = 1;
  EXPECT(page[5] == 1);
}

static void check_chaining() {
  struct sigaction action = {};
  action.sa_sigaction = own_handler;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSEGV, &action, nullptr);
  touch_protected_page();
  check(&fault, 0, nullptr, cudaErrorIllegalAddress);
  touch_protected_page();
  EXPECT(own_faults == 2);
}

int main(int count, char **arguments) {
  const std::string tail =
      " params=0:8,8:4 params_bytes=12 static_shared=0 max_threads=1024 min_blocks=0\n";
  Image image("kernel loop_fault" + tail + "kernel fault" + tail);
  image.add_kernel(&loop_fault, "loop_fault");
  image.add_kernel(&fault, "fault");
  const std::string what = count > 1 ? arguments[1] : "";
  if (what == "kernels") {
    check_all(&loop_fault);
    check_all(&fault);
  } else if (what == "chain") {
    check_chaining();
  } else if (what == "own") {
    OK(launch(&fault, 1, 8, 0, nullptr, nullptr, 0));
    cudaDeviceSynchronize();
    *reinterpret_cast<volatile int *>(16) = 1;  // ends the process as it would without us
  } else if (what == "exit") {
    // Ends while kernels are still running.
    int *value;
    OK(cudaMallocManaged(reinterpret_cast<void **>(&value), 4));
    for (int i = 0; i < 2000; ++i) OK(launch(&fault, 100, 32, 0, nullptr, value, 9));
  }
  puts("ok");
}
