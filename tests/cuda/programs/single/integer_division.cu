// Quotients and remainders of every width and sign, at the edges of what a double holds exactly.
#include <cstdint>
#include <cstdio>
#include <random>
#include <type_traits>

template <class T>
__global__ void divide(const T *a, const T *b, T *quotients, T *rests, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  quotients[i] = a[i] / b[i];
  rests[i] = a[i] % b[i];
}

// Whole blocks of small operands, then such near 2^51, 2^52 and 2^53, then any.
template <class T>
static T operand(std::mt19937_64 &random, int block) {
  const int bits = 8 * sizeof(T);
  uint64_t value = random() >> (64 - 1 - random() % (bits - 1));
  if (block % 3 == 1 && bits == 64) value = (1ull << (51 + random() % 3)) - 2 + random() % 4;
  if (block % 3 == 0 && bits == 64) value &= (1ull << 40) - 1;
  const T result = static_cast<T>(value);
  return std::is_signed<T>::value && random() % 2 ? static_cast<T>(-result) : result;
}

template <class T>
static int wrong(const char *name) {
  const int block = 128, blocks = 60, n = block * blocks - 5;
  T *a, *b, *quotients, *rests;
  for (T **array : {&a, &b, &quotients, &rests}) cudaMallocManaged(array, n * sizeof(T));
  std::mt19937_64 random(7);
  for (int i = 0; i < n; ++i) {
    b[i] = operand<T>(random, i / block);
    if (b[i] == 0 || b[i] == static_cast<T>(-1)) b[i] = 3;
    a[i] = operand<T>(random, i / block);
    const T multiple = static_cast<T>(a[i] / b[i] * b[i]);
    if (random() % 2) a[i] = static_cast<T>(multiple - (random() % 2 && multiple != 0));
  }
  divide<<<blocks, block>>>(a, b, quotients, rests, n);
  if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  int count = 0;
  for (int i = 0; i < n; ++i) {
    const bool right = quotients[i] == static_cast<T>(a[i] / b[i]) && rests[i] == static_cast<T>(a[i] % b[i]);
    if (right || ++count > 3) continue;
    std::printf("%s: %lld / %lld = %lld, rest %lld\n", name, (long long)a[i], (long long)b[i],
                (long long)quotients[i], (long long)rests[i]);
  }
  return count;
}

int main() {
  const int all = wrong<int32_t>("int32") + wrong<uint32_t>("uint32") + wrong<int64_t>("int64") +
                  wrong<uint64_t>("uint64") + wrong<int16_t>("int16") + wrong<uint8_t>("uint8");
  std::puts(all ? "FAIL" : "PASS");
  return all != 0;
}
