// Texture and surface references, as CUDA had them until 11: linear memory, arrays, pitched planes,
// layers, numbers from bytes, doubles as pairs of words, and bindings that change between launches.
#include <cmath>
#include <cstdio>
#include <cuda_runtime.h>

texture<float, 1, cudaReadModeElementType> row;
static texture<float4> quads;
texture<float, cudaTextureType2D, cudaReadModeElementType> plane(0, cudaFilterModeLinear,
                                                                 cudaAddressModeClamp);
texture<unsigned char, 2, cudaReadModeNormalizedFloat> bytes;
texture<int2, 1> words;
texture<int, cudaTextureType2DLayered> layers;
texture<float> never_read;
surface<void, cudaSurfaceType2D> drawn;

#define CHECK(condition)                                         \
  if (!(condition)) {                                            \
    printf("FAIL line %d: %s\n", __LINE__, #condition);          \
    return 1;                                                    \
  }

__device__ float of_quad(texture<float4> from, int i) { return tex1Dfetch(from, i).y; }

__global__ void read_rows(float *out, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) out[i] = tex1Dfetch(row, i) + of_quad(quads, i / 4);
}

__global__ void read_plane(float *out, int w, int h) {
  const int x = threadIdx.x, y = blockIdx.x;
  out[y * w + x] = tex2D(plane, x + 1.0f, y + 0.5f) + tex2D(bytes, (x + 0.5f) / w, (y + 0.5f) / h);
}

__global__ void read_doubles(double *out) {
  const int2 halves = tex1Dfetch(words, threadIdx.x);
  out[threadIdx.x] = __hiloint2double(halves.y, halves.x);
}

__global__ void read_layers(int *out) {
  out[blockIdx.x * 4 + threadIdx.x] = tex2DLayered(layers, threadIdx.x, 0, blockIdx.x);
}

__global__ void add_row(float *sum) { sum[threadIdx.x] += tex1Dfetch(row, threadIdx.x); }

__global__ void draw() {
  float there;
  surf2Dread(&there, drawn, threadIdx.x * 4, blockIdx.x);
  surf2Dwrite(there + 1.0f, drawn, threadIdx.x * 4, blockIdx.x);
}

int main() {
  const int w = 16, h = 8, n = w * h;
  float *in, *out;
  cudaMallocManaged(&in, n * sizeof(float));
  cudaMallocManaged(&out, n * sizeof(float));
  for (int i = 0; i < n; ++i) in[i] = float(i);
  size_t offset = 99;
  CHECK(cudaBindTexture(&offset, row, in, n * sizeof(float)) == cudaSuccess && offset == 0);
  CHECK(cudaBindTexture(nullptr, quads, in) == cudaSuccess);
  CHECK(cudaBindTexture(nullptr, never_read, in) == cudaSuccess);
  read_rows<<<2, 64>>>(out, n);
  CHECK(cudaDeviceSynchronize() == cudaSuccess);
  for (int i = 0; i < n; ++i) CHECK(out[i] == in[i] + in[i / 4 * 4 + 1]);

  const cudaChannelFormatDesc real = cudaCreateChannelDesc<float>();
  cudaArray *array;
  cudaMallocArray(&array, &real, w, h);
  cudaMemcpyToArray(array, 0, 0, in, n * sizeof(float), cudaMemcpyHostToDevice);
  CHECK(cudaBindTextureToArray(plane, array, real) == cudaSuccess);
  unsigned char *grey;
  cudaMallocManaged(&grey, 64 * h);
  for (int i = 0; i < 64 * h; ++i) grey[i] = (unsigned char)(i * 7);
  bytes.normalized = true;
  CHECK(cudaBindTexture2D(nullptr, bytes, grey, bytes.channelDesc, w, h, 64) == cudaSuccess);
  read_plane<<<h, w>>>(out, w, h);
  CHECK(cudaDeviceSynchronize() == cudaSuccess);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const float between = x + 1 < w ? in[y * w + x] + 0.5f : in[y * w + x];
      CHECK(fabsf(out[y * w + x] - between - grey[y * 64 + x] / 255.0f) < 1e-5f);
    }

  double *numbers, *copies;
  cudaMallocManaged(&numbers, 32 * sizeof(double));
  cudaMallocManaged(&copies, 32 * sizeof(double));
  for (int i = 0; i < 32; ++i) numbers[i] = i / 3.0 - 5;
  cudaBindTexture(nullptr, words, numbers, 32 * sizeof(double));
  read_doubles<<<1, 32>>>(copies);
  cudaDeviceSynchronize();
  for (int i = 0; i < 32; ++i) CHECK(copies[i] == numbers[i]);

  const cudaChannelFormatDesc whole = cudaCreateChannelDesc<int>();
  cudaArray *stack;
  CHECK(cudaMalloc3DArray(&stack, &whole, make_cudaExtent(4, 1, 3), cudaArrayLayered) == cudaSuccess);
  int cells[12], *read;
  for (int i = 0; i < 12; ++i) cells[i] = i * i;
  cudaMemcpy3DParms copy = {};
  copy.srcPtr = make_cudaPitchedPtr(cells, 4 * sizeof(int), 4, 1);
  copy.dstArray = stack;
  copy.extent = make_cudaExtent(4, 1, 3);
  copy.kind = cudaMemcpyHostToDevice;
  CHECK(cudaMemcpy3D(&copy) == cudaSuccess);
  CHECK(cudaBindTextureToArray(layers, stack) == cudaSuccess);
  cudaMallocManaged(&read, sizeof cells);
  read_layers<<<3, 4>>>(read);
  cudaDeviceSynchronize();
  for (int i = 0; i < 12; ++i) CHECK(read[i] == cells[i]);

  // Each launch reads what was bound when it was made, though none has been waited for.
  float *ones, *sum;
  cudaMallocManaged(&ones, 32 * sizeof(float));
  cudaMallocManaged(&sum, 32 * sizeof(float));
  for (int i = 0; i < 32; ++i) ones[i] = 1000.0f, sum[i] = 0.0f;
  for (int turn = 0; turn < 3; ++turn) {
    cudaBindTexture(nullptr, row, in, 32 * sizeof(float));
    add_row<<<1, 32>>>(sum);
    cudaBindTexture(nullptr, row, ones, 32 * sizeof(float));
    add_row<<<1, 32>>>(sum);
    CHECK(cudaUnbindTexture(row) == cudaSuccess);
  }
  cudaDeviceSynchronize();
  for (int i = 0; i < 32; ++i) CHECK(sum[i] == 3 * (in[i] + 1000.0f));

  CHECK(cudaBindSurfaceToArray(drawn, array) == cudaSuccess);
  draw<<<h, w>>>();
  cudaMemcpyFromArray(out, array, 0, 0, n * sizeof(float), cudaMemcpyDeviceToHost);
  for (int i = 0; i < n; ++i) CHECK(out[i] == in[i] + 1);

  const textureReference *found;
  CHECK(cudaGetTextureReference(&found, &row) == cudaSuccess && found == &row);
  CHECK(cudaGetTextureReference(&found, &n) == cudaErrorInvalidTexture);
  CHECK(cudaBindTextureToArray(plane, nullptr) == cudaErrorInvalidResourceHandle);
  puts("PASS");
}
