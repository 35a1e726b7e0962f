/* The little of CUDA C++ that compiler tests write kernels in, straight on clang's builtins. */
#define __global__ __attribute__((global))
#define __device__ __attribute__((device))
#define __host__ __attribute__((host))
#define __shared__ __attribute__((shared))
#define __constant__ __attribute__((constant))
#define __forceinline__ inline __attribute__((always_inline))
#define __noinline__ __attribute__((noinline))
#define FD static __device__ __forceinline__

struct dim3 { unsigned x, y, z; };
struct Tid {
  __declspec(property(get = gx)) unsigned x; static __device__ __forceinline__ unsigned gx() { return __nvvm_read_ptx_sreg_tid_x(); }
  __declspec(property(get = gy)) unsigned y; static __device__ __forceinline__ unsigned gy() { return __nvvm_read_ptx_sreg_tid_y(); }
  __declspec(property(get = gz)) unsigned z; static __device__ __forceinline__ unsigned gz() { return __nvvm_read_ptx_sreg_tid_z(); }
};
struct Bid {
  __declspec(property(get = gx)) unsigned x; static __device__ __forceinline__ unsigned gx() { return __nvvm_read_ptx_sreg_ctaid_x(); }
  __declspec(property(get = gy)) unsigned y; static __device__ __forceinline__ unsigned gy() { return __nvvm_read_ptx_sreg_ctaid_y(); }
  __declspec(property(get = gz)) unsigned z; static __device__ __forceinline__ unsigned gz() { return __nvvm_read_ptx_sreg_ctaid_z(); }
};
struct Ntid {
  __declspec(property(get = gx)) unsigned x; static __device__ __forceinline__ unsigned gx() { return __nvvm_read_ptx_sreg_ntid_x(); }
  __declspec(property(get = gy)) unsigned y; static __device__ __forceinline__ unsigned gy() { return __nvvm_read_ptx_sreg_ntid_y(); }
  __declspec(property(get = gz)) unsigned z; static __device__ __forceinline__ unsigned gz() { return __nvvm_read_ptx_sreg_ntid_z(); }
};
struct Nbid {
  __declspec(property(get = gx)) unsigned x; static __device__ __forceinline__ unsigned gx() { return __nvvm_read_ptx_sreg_nctaid_x(); }
  __declspec(property(get = gy)) unsigned y; static __device__ __forceinline__ unsigned gy() { return __nvvm_read_ptx_sreg_nctaid_y(); }
  __declspec(property(get = gz)) unsigned z; static __device__ __forceinline__ unsigned gz() { return __nvvm_read_ptx_sreg_nctaid_z(); }
};
extern const __device__ Tid threadIdx;
extern const __device__ Bid blockIdx;
extern const __device__ Ntid blockDim;
extern const __device__ Nbid gridDim;

FD int lane() { return __nvvm_read_ptx_sreg_laneid(); }
FD float shfl_down(float v, int d) { return __nvvm_shfl_sync_down_f32(0xffffffffu, v, d, 31); }
FD int shfl_xor(int v, int d) { return __nvvm_shfl_sync_bfly_i32(0xffffffffu, v, d, 31); }
FD int shfl_up(int v, int d) { return __nvvm_shfl_sync_up_i32(0xffffffffu, v, d, 0); }
FD int shfl(int v, int l) { return __nvvm_shfl_sync_idx_i32(0xffffffffu, v, l, 31); }
FD unsigned ballot(int p) { return __nvvm_vote_ballot_sync(0xffffffffu, p); }
FD int atomic_add(int *p, int v) { return __nvvm_atom_add_gen_i(p, v); }
FD float atomic_add(float *p, float v) { return __nvvm_atom_add_gen_f(p, v); }
FD int atomic_max(int *p, int v) { return __nvvm_atom_max_gen_i(p, v); }
FD int atomic_cas(int *p, int c, int v) { return __nvvm_atom_cas_gen_i(p, c, v); }
FD int atomic_exch(int *p, int v) { return __nvvm_atom_xchg_gen_i(p, v); }
FD float sqrtf_(float x) { return __builtin_sqrtf(x); }
extern "C" __device__ int vprintf(const char *, const void *);
extern "C" __device__ void *malloc(unsigned long);
extern "C" __device__ void free(void *);
