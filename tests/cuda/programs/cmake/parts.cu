__device__ int cube(int value) { return value * value * value; }
