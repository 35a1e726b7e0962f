// The built-in atomic functions of CUDA 12.8: every operation, every size, waiting on a load.
#include <cstdio>

struct Pair { int first, second; };
struct State {
  int sum; unsigned bits; unsigned long long most; long long least; float singles; double doubles;
  unsigned char byte; short little; Pair pair; int lock, guarded, ready, payload, seen;
};

__global__ void operate(State *s) {
  const int i = threadIdx.x + blockIdx.x * blockDim.x;
  int wrong = __nv_atomic_fetch_add(&s->sum, 2, __NV_ATOMIC_RELAXED, __NV_THREAD_SCOPE_DEVICE) % 2;
  __nv_atomic_sub(&s->sum, 1, __NV_ATOMIC_ACQ_REL);
  __nv_atomic_or(&s->bits, 1u << i % 32, __NV_ATOMIC_SEQ_CST, __NV_THREAD_SCOPE_BLOCK);
  __nv_atomic_and(&s->bits, ~(1u << 7), __NV_ATOMIC_RELEASE);
  __nv_atomic_xor(&s->bits, 0u, __NV_ATOMIC_ACQUIRE);
  __nv_atomic_max(&s->most, 1ull * i << 33, __NV_ATOMIC_RELAXED);
  __nv_atomic_fetch_min(&s->least, -1ll * i, __NV_ATOMIC_RELAXED);
  __nv_atomic_add(&s->singles, 0.5f, __NV_ATOMIC_RELAXED);
  __nv_atomic_add(&s->doubles, 0.25, __NV_ATOMIC_RELAXED);
  __nv_atomic_store_n(&s->byte, (unsigned char)77, __NV_ATOMIC_RELEASE);
  __nv_atomic_exchange_n(&s->little, (short)-5, __NV_ATOMIC_ACQ_REL);
  Pair old, mine{i, i};
  __nv_atomic_exchange(&s->pair, &mine, &old, __NV_ATOMIC_RELAXED, __NV_THREAD_SCOPE_DEVICE);
  wrong += old.first != old.second;
  __nv_atomic_load(&s->pair, &old, __NV_ATOMIC_ACQUIRE);
  wrong += old.first != old.second;
  if (wrong) __nv_atomic_add(&s->seen, 1, __NV_ATOMIC_RELAXED);
}
__global__ void lock(State *s) {
  int expected = 0;
  while (!__nv_atomic_compare_exchange_n(&s->lock, &expected, 1, false, __NV_ATOMIC_ACQUIRE,
                                         __NV_ATOMIC_RELAXED, __NV_THREAD_SCOPE_DEVICE))
    expected = 0;
  s->guarded = s->guarded + 1;
  __nv_atomic_thread_fence(__NV_ATOMIC_SEQ_CST, __NV_THREAD_SCOPE_DEVICE);
  __nv_atomic_store_n(&s->lock, 0, __NV_ATOMIC_RELEASE, __NV_THREAD_SCOPE_DEVICE);
}
__global__ void wait(State *s) {  // of one block or of two, in either order
  if (threadIdx.x == 33 && blockIdx.x == 0) {
    s->payload = 42;
    __nv_atomic_store_n(&s->ready, 1, __NV_ATOMIC_RELEASE, __NV_THREAD_SCOPE_DEVICE);
  } else {
    while (!__nv_atomic_load_n(&s->ready, __NV_ATOMIC_ACQUIRE, __NV_THREAD_SCOPE_DEVICE)) {
    }
    if (s->payload != 42) __nv_atomic_add(&s->seen, 1, __NV_ATOMIC_RELAXED);
  }
}

int main() {
  State *s;
  cudaMallocManaged(&s, sizeof(State));
  *s = State{};
  operate<<<4, 64>>>(s);
  lock<<<4, 64>>>(s);
  wait<<<2, 64>>>(s);
  bool good = cudaDeviceSynchronize() == cudaSuccess && s->seen == 0 && s->guarded == 256;
  good = good && s->sum == 256 && s->bits == ~(1u << 7) && s->most == 255ull << 33;
  good = good && s->least == -255 && s->singles == 128 && s->doubles == 64 && s->byte == 77;
  good = good && s->little == -5 && s->pair.first == s->pair.second;
  std::puts(good ? "PASS" : "FAIL");
  return !good;
}
