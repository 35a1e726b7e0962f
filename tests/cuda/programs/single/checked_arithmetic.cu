// Arithmetic that says whether it overflowed, of every integer type: per thread, in a loop that
// threads leave at different turns, and of values that all threads share.
#include <cstdio>

template <class Number>
__host__ __device__ bool combine(int operation, Number left, Number right, Number *result) {
  if (operation == 0) return __builtin_add_overflow(left, right, result);
  if (operation == 1) return __builtin_sub_overflow(left, right, result);
  return __builtin_mul_overflow(left, right, result);
}

template <class Number>
__global__ void each(const Number *left, const Number *right, Number *out, int *over, int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) over[i] = combine(i % 3, left[i], right[i], &out[i]);
}

__host__ __device__ int grow(int by) {
  int sum = 0;
  bool over = false;
  for (int turn = 0; turn < 50 && !over; ++turn) {
    int next;
    over = __builtin_mul_overflow(sum + 3, by + turn, &next);
    if (!over) sum = next;
  }
  return sum * 2 + over;
}

__global__ void grow_each(const int *by, int *out) {
  out[threadIdx.x] = grow(by[threadIdx.x]);
  __syncthreads();
}

__global__ void shared_by_all(int left, int right, int *out) {
  int product;
  if (__builtin_mul_overflow(left, right, &product)) product = -1;
  out[threadIdx.x] = product + threadIdx.x;
}

template <class Memory>
Memory *managed(int count) {
  Memory *memory;
  cudaMallocManaged(&memory, count * sizeof(Memory));
  return memory;
}

template <class Number>
bool each_is_right() {
  const int count = 300;
  Number *left = managed<Number>(count), *right = managed<Number>(count);
  Number *out = managed<Number>(count);
  int *over = managed<int>(count);
  unsigned long long state = 88172645463325252ull;
  const auto random = [&] {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return static_cast<Number>(state >> (state & 40));
  };
  for (int i = 0; i < count; ++i) left[i] = random(), right[i] = random();
  each<<<3, 100>>>(left, right, out, over, count);
  if (cudaDeviceSynchronize() != cudaSuccess) return false;
  bool right_all = true;
  for (int i = 0; i < count; ++i) {
    Number expected;
    const bool overflows = combine(i % 3, left[i], right[i], &expected);
    right_all &= expected == out[i] && overflows == static_cast<bool>(over[i]);
  }
  return right_all;
}

int main() {
  bool right = each_is_right<int>() & each_is_right<unsigned>() & each_is_right<long long>();
  right &= each_is_right<unsigned long long>() & each_is_right<short>();
  right &= each_is_right<signed char>() & each_is_right<unsigned char>();
  int *by = managed<int>(128), *out = managed<int>(128);
  for (int i = 0; i < 128; ++i) by[i] = i * 7 - 50;
  grow_each<<<1, 128>>>(by, out);
  right &= cudaDeviceSynchronize() == cudaSuccess;
  for (int i = 0; i < 128; ++i) right &= out[i] == grow(by[i]);
  shared_by_all<<<1, 128>>>(70000, 70000, out);
  right &= cudaDeviceSynchronize() == cudaSuccess && out[5] == 4;
  std::puts(right ? "PASS" : "FAIL");
}
