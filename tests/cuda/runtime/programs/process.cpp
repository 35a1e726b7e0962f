// The runtime as part of a process: forks, and children that are waited for.
#include <sys/wait.h>
#include <unistd.h>

#include "program.h"

static char say;

static int child_result(cudaError_t (*call)()) {
  fflush(stdout);
  const pid_t child = fork();
  if (child == 0) _exit(call() % 256);
  int status = 0;
  EXPECT(waitpid(child, &status, 0) == child);
  return WEXITSTATUS(status);
}

static cudaError_t use() {
  void *memory;
  const cudaError_t error = cudaMalloc(&memory, 100);
  return error != cudaSuccess ? error : cudaFree(memory);
}

int main() {
  Image image("kernel say params= params_bytes=0 static_shared=0 max_threads=1024 min_blocks=0\n");
  image.add_kernel(&say, "say");
  EXPECT(child_result(use) == cudaSuccess);  // before the parent has used the device
  EXPECT(child_result(use) == cudaSuccess);
  OK(launch(&say, 1, 1, 0, nullptr));  // starts the compiler
  OK(cudaDeviceSynchronize());
  EXPECT(child_result(use) == cudaErrorInitializationError);
  EXPECT(wait(nullptr) == -1);         // the compiler is not a child of ours
  OK(launch(&say, 1, 2, 0, nullptr));  // and still serves us
  OK(cudaDeviceSynchronize());
  puts("ok");
}
