// Sums over what is left of a warp: lanes that took another way, ended, or are not in the block give
// zero to a shuffle.
#include <cstdio>

__device__ float sum_of_warp(unsigned mask, float value) {
  for (int offset = 16; offset > 0; offset /= 2) value += __shfl_down_sync(mask, value, offset);
  return value;
}
// Of blocks of any size: partial sums in shared memory, then those by as many lanes.
template <int Threads>
__global__ void sum(const float *in, float *out) {
  __shared__ float partial[32];
  const int thread = threadIdx.x;
  constexpr int warps = (Threads + 31) / 32;
  float value = sum_of_warp(Threads < 32 ? (1u << Threads) - 1 : ~0u, in[thread]);
  if (thread % 32 == 0) partial[thread / 32] = value;
  __syncthreads();
  const unsigned adding = __ballot_sync(~0u, thread < warps);
  if (thread >= warps) return;
  value = sum_of_warp(adding, partial[thread]);
  if (thread == 0) *out = value;
}
// The same in fibers, which is what match_all makes of a kernel.
__global__ void sum_of_some(const float *in, float *out) {
  int all;
  __match_all_sync(~0u, 1, &all);
  if (threadIdx.x % 2) return;
  const float value = sum_of_warp(__activemask(), in[threadIdx.x]);
  if (threadIdx.x == 0) *out = value;
}

static int wrong = 0;
static void expect(const char *what, const float *got, float wanted) {
  if (cudaDeviceSynchronize() == cudaSuccess && *got == wanted) return;
  std::printf("%s: %g instead of %g\n", what, *got, wanted);
  ++wrong;
}

int main() {
  float *in, *out;
  cudaMallocManaged(&in, 256 * sizeof(float));
  cudaMallocManaged(&out, sizeof(float));
  for (int i = 0; i < 256; ++i) in[i] = 1;
  sum<256><<<1, 256>>>(in, out);
  expect("8 warps", out, 256);
  sum<96><<<1, 96>>>(in, out);
  expect("3 warps", out, 96);
  sum<32><<<1, 32>>>(in, out);
  expect("a warp", out, 32);
  sum<8><<<1, 8>>>(in, out);
  expect("8 threads", out, 8);
  sum_of_some<<<1, 32>>>(in, out);
  expect("every other lane", out, 16);
  std::puts(wrong ? "FAIL" : "PASS");
  return wrong != 0;
}
