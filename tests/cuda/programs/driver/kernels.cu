// Loaded by name while the programs run, from the image that nvcc writes with -fatbin.
extern "C" {

__device__ int total = 40;
__constant__ float factor;
__managed__ int seen = 3;

__global__ void scale(float *out, const float *in, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) out[i] = factor * in[i];
}

__global__ void add(int amount, long long *where) {
  atomicAdd(&total, amount);
  if (where != nullptr) *where = amount;
  seen = total;
}

__global__ void fill(int *out, int value) {
  extern __shared__ int tile[];
  tile[threadIdx.x] = value + threadIdx.x;
  __syncthreads();
  out[blockIdx.x * blockDim.x + threadIdx.x] = tile[blockDim.x - 1 - threadIdx.x];
}
}
