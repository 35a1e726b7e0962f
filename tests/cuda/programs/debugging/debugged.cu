// What tests of debuggers run: `debugged` works a moment, `debugged fault` fails in a kernel, and
// `debugged forever` never ends. Tests name its lines by the comments at their ends.
#include <cstdio>
#include <cstring>

__device__ __noinline__ float halved(float value) {
  return value * 0.5f;  // line of a function
}

template <class Number>
__global__ void mean(const Number *from, Number *to, int turns) {
  __shared__ Number all[128];
  all[threadIdx.x] = from[threadIdx.x];  // line of the access
  __syncthreads();
  Number sum = 0;
  for (int turn = 0; turn != turns; ++turn) {
    sum = halved(sum) + all[(threadIdx.x + turn) % 128];  // line of the loop
    __threadfence();
  }
  to[threadIdx.x] = sum;
}

int main(int count, char **arguments) {
  const char *what = count > 1 ? arguments[1] : "";
  float *memory;
  cudaMalloc(&memory, 128 * sizeof(float));
  cudaMemset(memory, 0, 128 * sizeof(float));
  const float *from = std::strcmp(what, "fault") == 0 ? nullptr : memory;
  std::printf("started\n");
  std::fflush(stdout);
  mean<<<1, 128>>>(from, memory, std::strcmp(what, "forever") == 0 ? -1 : 200000);
  std::printf("%s\n", cudaGetErrorString(cudaDeviceSynchronize()));
}
