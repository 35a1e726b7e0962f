// Host code as g++ takes it, nvcc's host compiler: arrays of variable length, `register`, macros right
// behind literals, narrowing in braces, typeof, statement expressions, sqrtf in constant functions.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NAME "x"

constexpr __host__ __device__ float root(float x) { return sqrtf(x) + 1.0f; }

__global__ void square(int *out, int n) {
  register int i = threadIdx.x;
  if (i < n) out[i] = i * i + (int)root(4.0f);
}

struct Pair {
  int first;
  float second;
};
int wide = 300;

int main(int count, char **words) {
  register int n = count + 3;
  float row[n];
  row[n - 1] = 2.5f;
  char text[64];
  sprintf(text, "%"PRIu64" "NAME" %d", (uint64_t)5, n);
  size_t size = 3;
  unsigned char bytes[2] = {wide, n};
  int numbers[2] = {size, n * 2.0};
  Pair pairs[] = {[0] = {1, 2.0f}, [1] = {.first = 3, .second = 4.0f}};
  typeof(n) more = ({ int twice = 2 * n; twice + 1; });
  int *out;
  cudaMallocManaged(&out, 8 * sizeof(int));
  square<<<1, 8>>>(out, 8);
  cudaDeviceSynchronize();
  const bool right = row[n - 1] == 2.5f && strcmp(text, "5 x 4") == 0 && bytes[0] == 300 % 256 &&
                     numbers[0] + numbers[1] == 11 && pairs[1].first == 3 && more == 9 && out[7] == 52;
  puts(right ? "PASS" : "FAIL");
  return !right;
}
