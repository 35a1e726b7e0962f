// mma.sync, ldmatrix, stmatrix and movmatrix: every kind of element, against sums of the host's.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <cuda_bf16.h>
#include <cuda_fp16.h>

static int wrong = 0;

// A is M x K by rows, B is K x 8 by columns: what a lane's registers hold lies together in both.
template <class T, int M, int K>
struct Operands {
  static constexpr int kHalves = M / 8, kPacked = sizeof(uint32_t) / sizeof(T) ? 4 / sizeof(T) : 1;
  static constexpr int kGroups = K / (4 * kPacked);
  T *a, *b;
};
template <class T, int M, int K>
__device__ void read(const Operands<T, M, K> &from, uint32_t *a, uint32_t *b) {
  using O = Operands<T, M, K>;
  const int group = threadIdx.x / 4, member = threadIdx.x % 4;
  for (int i = 0; i < O::kGroups; i++) {
    const int k = (i * 4 + member) * O::kPacked;
    for (int half = 0; half < O::kHalves; half++)
      memcpy(a + i * O::kHalves + half, from.a + (group + 8 * half) * K + k, 4);
    memcpy(b + i, from.b + group * K + k, 4);
  }
}
template <class C>
__device__ void write(C *out, const C *c, int halves) {
  const int group = threadIdx.x / 4, member = threadIdx.x % 4;
  for (int i = 0; i < 2 * halves; i++) out[(group + i / 2 * 8) * 8 + 2 * member + i % 2] = c[i];
}

__global__ void halves(Operands<half, 16, 16> in, float *out) {
  uint32_t a[4], b[2];
  float c[4] = {1, 2, 3, 4};
  read(in, a, b);
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
      "{%0,%1,%2,%3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
  for (int i = 0; i < 4; i++) c[i] -= i + 1;
  write(out, c, 2);
}
__global__ void to_halves(Operands<half, 16, 8> in, float *out) {
  uint32_t a[2], b[1], d[2];
  read(in, a, b);
  asm volatile(
      "mma.sync.aligned.m16n8k8.row.col.f16.f16.f16.f16 {%0,%1}, {%2,%3}, {%4}, {%5,%6};"
      : "=r"(d[0]), "=r"(d[1])
      : "r"(a[0]), "r"(a[1]), "r"(b[0]), "r"(0), "r"(0));
  half h[4];
  memcpy(h, d, 8);
  float c[4] = {__half2float(h[0]), __half2float(h[1]), __half2float(h[2]), __half2float(h[3])};
  write(out, c, 2);
}
__global__ void brains(Operands<__nv_bfloat16, 16, 8> in, float *out) {
  uint32_t a[2], b[1];
  float c[4];
  read(in, a, b);
  asm volatile(
      "mma.sync.aligned.m16n8k8.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5}, {%6}, "
      "{%7,%7,%7,%7};"
      : "=f"(c[0]), "=f"(c[1]), "=f"(c[2]), "=f"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(b[0]), "f"(0.0f));
  write(out, c, 2);
}
__global__ void singles(Operands<float, 16, 8> in, float *out) {
  uint32_t a[4], b[2];
  float c[4] = {};
  read(in, a, b);
  asm volatile(
      "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
      "{%0,%1,%2,%3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
  write(out, c, 2);
}
__global__ void bytes(Operands<int8_t, 16, 32> in, int *out) {
  uint32_t a[4], b[2];
  int c[4] = {};
  read(in, a, b);
  asm volatile(
      "mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
      "{%0,%1,%2,%3};"
      : "+r"(c[0]), "+r"(c[1]), "+r"(c[2]), "+r"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
  write(out, c, 2);
}
__global__ void saturated(Operands<uint8_t, 8, 16> in, int *out) {
  uint32_t a[1], b[1];
  int c[2] = {INT32_MAX - 1000, INT32_MAX - 1000};
  read(in, a, b);
  asm volatile(
      "mma.sync.aligned.m8n8k16.row.col.satfinite.s32.u8.u8.s32 {%0,%1}, {%2}, {%3}, {%0,%1};"
      : "+r"(c[0]), "+r"(c[1])
      : "r"(a[0]), "r"(b[0]));
  write(out, c, 1);
}
__global__ void doubles(const double *a, const double *b, double *out) {
  const int group = threadIdx.x / 4, member = threadIdx.x % 4;
  double c[2] = {};
  asm volatile("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0,%1}, {%2}, {%3}, {%0,%1};"
               : "+d"(c[0]), "+d"(c[1])
               : "d"(a[group * 4 + member]), "d"(b[group * 4 + member]));
  write(out, c, 1);
}

template <class T, class C, int M, int K, class Kernel>
void product(const char *name, Kernel kernel, long long most = INT64_MAX, C added = 0) {
  Operands<T, M, K> in;
  C *out;
  cudaMallocManaged(&in.a, M * K * sizeof(T));
  cudaMallocManaged(&in.b, 8 * K * sizeof(T));
  cudaMallocManaged(&out, M * 8 * sizeof(C));
  const int least = std::is_unsigned<T>::value ? 0 : -6;
  for (int i = 0; i < M * K; i++) in.a[i] = T(float(i * 7 % 13 + least));
  for (int i = 0; i < 8 * K; i++) in.b[i] = T(float(i * 5 % 11 + least));
  if constexpr (std::is_same<C, double>::value) kernel<<<1, 32>>>((double *)in.a, (double *)in.b, out);
  else kernel<<<1, 32>>>(in, out);
  bool good = cudaDeviceSynchronize() == cudaSuccess;
  for (int i = 0; i < M; i++)
    for (int j = 0; j < 8; j++) {
      double sum = added;
      for (int k = 0; k < K; k++) sum += double(float(in.a[i * K + k])) * float(in.b[j * K + k]);
      if (sum > most) sum = most;
      good = good && out[i * 8 + j] == C(sum);
    }
  if (!good) std::printf("%s is wrong\n", name), wrong++;
}

__global__ void move(const half *in, half *out) {  // 32 rows of 8: four matrices
  __shared__ __align__(16) half rows[32 * 8];
  uint32_t r[4], t[4];
  for (int i = threadIdx.x; i < 256; i += 32) rows[i] = in[i];
  __syncwarp();
  const uint32_t from = __cvta_generic_to_shared(rows + threadIdx.x * 8);
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3]) : "r"(from));
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(t[0]), "=r"(t[1]), "=r"(t[2]), "=r"(t[3]) : "r"(from));
  int same = 1;
  for (int i = 0; i < 4; i++) {
    uint32_t turned;
    asm volatile("movmatrix.sync.aligned.m8n8.trans.b16 %0, %1;" : "=r"(turned) : "r"(r[i]));
    same = same && turned == t[i];
    memcpy(out + i * 64 + threadIdx.x * 2, r + i, 4);
    memcpy(out + 256 + i * 64 + threadIdx.x * 2, t + i, 4);
  }
  __syncwarp();
  asm volatile("stmatrix.sync.aligned.m8n8.x2.trans.shared.b16 [%0], {%1,%2};"
               :: "r"(from), "r"(t[1]), "r"(t[0]) : "memory");
  __syncwarp();
  for (int i = threadIdx.x; i < 128; i += 32) out[512 + i] = rows[i];
  if (!__all_sync(~0u, same)) out[0] = __float2half(-1);
}

int main() {
  product<half, float, 16, 16>("f16", halves);
  product<half, float, 16, 8>("f16 to f16", to_halves);
  product<__nv_bfloat16, float, 16, 8>("bf16", brains);
  product<float, float, 16, 8>("tf32", singles);
  product<int8_t, int, 16, 32>("s8", bytes);
  product<uint8_t, int, 8, 16>("u8", saturated, INT32_MAX, INT32_MAX - 1000);
  product<double, double, 8, 4>("f64", doubles);
  half *in, *out;
  cudaMallocManaged(&in, 512);
  cudaMallocManaged(&out, 2048);
  for (int i = 0; i < 256; i++) in[i] = __float2half(i);
  move<<<1, 32>>>(in, out);
  bool good = cudaDeviceSynchronize() == cudaSuccess;
  for (int i = 0; i < 256; i++) {
    const int matrix = i / 64, row = i % 64 / 8, column = i % 8;
    good = good && __half2float(out[i]) == i;
    good = good && __half2float(out[256 + i]) == matrix * 64 + column * 8 + row;
    if (i < 128) good = good && __half2float(out[512 + i]) == (i + 64) % 128;
  }
  if (!good) std::puts("moves are wrong"), wrong++;
  std::puts(wrong ? "FAIL" : "PASS");
  return wrong;
}
