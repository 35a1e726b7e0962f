// Lanes that ask for their active neighbours at one place, in a kernel whose threads are fibers (it
// asks match_all): the place stays one, however the branches around it are compiled.
#include <cstdio>

__global__ void ask(unsigned *out) {
  const int lane = threadIdx.x;
  int all;
  const unsigned alike = __match_all_sync(~0u, 7, &all);
  if (lane == 3) out[0] = alike;
  const unsigned together = __activemask();
  if (lane == 3) out[1] = together;
  if (lane % 2) {
    const unsigned odd = __activemask();
    if (lane == 3) out[2] = odd;
  }
}

int main() {
  unsigned *out;
  cudaMallocManaged(&out, 3 * sizeof(unsigned));
  ask<<<1, 32>>>(out);
  const bool failed = cudaDeviceSynchronize() != cudaSuccess;
  const bool right = !failed && out[0] == ~0u && out[1] == ~0u && out[2] == 0xaaaaaaaau;
  std::puts(right ? "PASS" : "FAIL");
  return !right;
}
