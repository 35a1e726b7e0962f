// Managed variables are one storage for host and device: both see what the other wrote, from the
// initial value on, whether the compiler makes loops, vectors or calls of the code that uses them.
#include <cstdio>
#include <cstring>

struct Pair {
  int first;
  double second;
};

__managed__ int counter = 5;
__managed__ float table[70] = {1.5f, -2.0f, 3e30f};
__device__ __managed__ Pair pairs[2] = {{1, 0.5}, {-2, 1e-300}};
static __managed__ unsigned long long alone = 0x123456789abcdefull;
__managed__ int *pointer;
__managed__ char text[8] = "jarip";

__device__ __noinline__ void bump(int amount) { atomicAdd(&counter, amount); }

__global__ void change(int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) table[i] += 1.0f;
  __syncthreads();
  if (i < n) table[i] *= 2.0f;
  if (i == 0) {
    pairs[1].first += pairs[0].first;
    alone += 1;
    pointer = &counter;
    text[0] = 'J';
  }
  bump(i & 1);
}

static bool good = true;
#define CHECK(condition) \
  if (!(condition)) good = false, std::printf("line %d: %s\n", __LINE__, #condition)

int main() {
  CHECK(counter == 5 && alone == 0x123456789abcdefull && std::strcmp(text, "jarip") == 0);
  CHECK(table[0] == 1.5f && table[1] == -2.0f && table[2] == 3e30f && table[69] == 0.0f);
  CHECK(pairs[1].first == -2 && pairs[1].second == 1e-300 && pointer == nullptr);
  cudaPointerAttributes attributes;
  CHECK(cudaPointerGetAttributes(&attributes, &table[3]) == cudaSuccess);
  CHECK(attributes.type == cudaMemoryTypeManaged);
  CHECK(cudaMemPrefetchAsync(table, sizeof table, 0, 0) == cudaSuccess);

  change<<<2, 64>>>(70);
  CHECK(cudaDeviceSynchronize() == cudaSuccess);
  CHECK(counter == 69 && *pointer == 69 && pointer == &counter);
  CHECK(table[0] == 5.0f && table[1] == -2.0f && table[69] == 2.0f && table[3] == 2.0f);
  CHECK(pairs[1].first == -1 && alone == 0x123456789abcdf0ull && text[0] == 'J');

  counter = 100;
  table[69] = 10.0f;
  change<<<2, 64>>>(70);
  CHECK(cudaDeviceSynchronize() == cudaSuccess);
  CHECK(counter == 164 && table[69] == 22.0f);

  void *address = nullptr;
  int copied = 0;
  CHECK(cudaGetSymbolAddress(&address, counter) == cudaSuccess && address == &counter);
  CHECK(cudaMemcpyFromSymbol(&copied, counter, sizeof copied) == cudaSuccess && copied == 164);
  std::puts(good ? "PASS" : "FAIL");
  return !good;
}
