__device__ int counter;
__constant__ float factor;
__managed__ int calls[2] = {7};
static __device__ int own = 100;

__device__ int add_to_counter(int amount) { return atomicAdd(&counter, amount) + amount; }

__global__ void count(int *out) { *out = add_to_counter(own), ++calls[1]; }

void launch_in_library(int *out) { count<<<1, 1>>>(out); }
