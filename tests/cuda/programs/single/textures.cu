// nvcc: -std=c++17
// Texture and surface objects: addressing, filtering, read modes, layers, cubes, boundaries.
#include <cmath>
#include <cstdio>
#include <cuda_fp16.h>
#include <vector>

static int wrong = 0;
static void expect(const char *what, float got, float wanted, float tolerance = 1e-5f) {
  if (std::fabs(got - wanted) <= tolerance) return;
  std::printf("%s: %g instead of %g\n", what, got, wanted);
  ++wrong;
}

template <class Fetch>
__global__ void run(float *out, Fetch fetch) {
  *out = fetch();
}
template <class Fetch>
static float on_device(Fetch fetch) {
  static float *out = nullptr;
  if (!out) cudaMallocManaged(&out, sizeof(float));
  *out = -12345.0f;
  run<<<1, 1>>>(out, fetch);
  if (cudaDeviceSynchronize() != cudaSuccess) ++wrong, std::puts(cudaGetErrorString(cudaGetLastError()));
  return *out;
}

static cudaTextureObject_t texture_of(cudaArray_t array, cudaTextureAddressMode address,
                                      cudaTextureFilterMode filter, bool normalized,
                                      cudaTextureReadMode read = cudaReadModeElementType) {
  cudaResourceDesc resource = {};
  resource.resType = cudaResourceTypeArray;
  resource.res.array.array = array;
  cudaTextureDesc description = {};
  for (auto &mode : description.addressMode) mode = address;
  description.filterMode = filter;
  description.readMode = read;
  description.normalizedCoords = normalized;
  description.borderColor[0] = 7.0f;
  cudaTextureObject_t object = 0;
  if (cudaCreateTextureObject(&object, &resource, &description, nullptr) != cudaSuccess) {
    std::puts(cudaGetErrorString(cudaGetLastError()));
    ++wrong;
  }
  return object;
}

static cudaArray_t ramp(int width, int height, unsigned flags = 0) {
  std::vector<float> texels(width * height);
  for (int i = 0; i < width * height; ++i) texels[i] = float(i);
  const auto channels = cudaCreateChannelDesc<float>();
  cudaArray_t array;
  cudaMallocArray(&array, &channels, width, height, flags);
  cudaMemcpy2DToArray(array, 0, 0, texels.data(), width * 4, width * 4, height,
                      cudaMemcpyHostToDevice);
  return array;
}

static void two_dimensions() {
  cudaArray_t array = ramp(8, 4);
  auto t = texture_of(array, cudaAddressModeClamp, cudaFilterModePoint, false);
  expect("point", on_device([=] __device__() { return tex2D<float>(t, 3.7f, 2.1f); }), 19);
  expect("clamp", on_device([=] __device__() { return tex2D<float>(t, -5.0f, 99.0f); }), 24);
  auto l = texture_of(array, cudaAddressModeClamp, cudaFilterModeLinear, false);
  expect("linear", on_device([=] __device__() { return tex2D<float>(l, 2.0f, 1.0f); }), 5.5f);
  expect("linear at a texel", on_device([=] __device__() { return tex2D<float>(l, 2.5f, 1.5f); }),
         10);
  expect("gather", on_device([=] __device__() {
           const float4 g = tex2Dgather<float4>(t, 2.0f, 1.0f);
           return g.x + 100 * g.y + 10000 * g.z + 1000000 * g.w;
         }), 9 + 1000 + 20000 + 1000000);
  auto b = texture_of(array, cudaAddressModeBorder, cudaFilterModePoint, false);
  expect("border", on_device([=] __device__() { return tex2D<float>(b, 8.0f, 0.5f); }), 7);
  auto c = texture_of(array, cudaAddressModeWrap, cudaFilterModePoint, false);
  expect("wrap of texels", on_device([=] __device__() { return tex2D<float>(c, -1.0f, 9.0f); }), 24);
  auto w = texture_of(array, cudaAddressModeWrap, cudaFilterModePoint, true);
  expect("wrap", on_device([=] __device__() { return tex2D<float>(w, 1.19f, -0.99f); }), 1);
  auto m = texture_of(array, cudaAddressModeMirror, cudaFilterModePoint, true);
  expect("mirror", on_device([=] __device__() { return tex2D<float>(m, 1.1f, 0.1f); }), 7);
}

static void read_modes() {
  unsigned char bytes[4] = {0, 51, 255, 128};
  const auto channels = cudaCreateChannelDesc<uchar4>();
  cudaArray_t array;
  cudaMallocArray(&array, &channels, 1, 1);
  cudaMemcpy2DToArray(array, 0, 0, bytes, 4, 4, 1, cudaMemcpyHostToDevice);
  auto n = texture_of(array, cudaAddressModeClamp, cudaFilterModePoint, false,
                      cudaReadModeNormalizedFloat);
  expect("normalized", on_device([=] __device__() { return tex2D<float4>(n, 0, 0).y; }), 0.2f);
  auto e = texture_of(array, cudaAddressModeClamp, cudaFilterModePoint, false);
  expect("elements", on_device([=] __device__() { return float(tex2D<uchar4>(e, 0, 0).w); }), 128);
  float *linear;
  cudaMallocManaged(&linear, 16 * sizeof(float));
  for (int i = 0; i < 16; ++i) linear[i] = 2.0f * i;
  cudaResourceDesc resource = {};
  resource.resType = cudaResourceTypeLinear;
  resource.res.linear.devPtr = linear;
  resource.res.linear.desc = cudaCreateChannelDesc<float>();
  resource.res.linear.sizeInBytes = 16 * sizeof(float);
  cudaTextureDesc description = {};
  cudaTextureObject_t f;
  cudaCreateTextureObject(&f, &resource, &description, nullptr);
  expect("fetch", on_device([=] __device__() { return tex1Dfetch<float>(f, 9); }), 18);
  expect("fetch beyond", on_device([=] __device__() { return tex1Dfetch<float>(f, 16); }), 0);
}

static void halves() {
  const __half texels[4] = {__float2half(1), __float2half(2.5f), __float2half(-3), __float2half(4)};
  const auto channels = cudaCreateChannelDescHalf2();
  cudaArray_t array;
  cudaMallocArray(&array, &channels, 2, 1);
  cudaMemcpy2DToArray(array, 0, 0, texels, 8, 8, 1, cudaMemcpyHostToDevice);
  auto t = texture_of(array, cudaAddressModeClamp, cudaFilterModePoint, false);
  expect("half", on_device([=] __device__() { return tex2D<float2>(t, 0, 0).y; }), 2.5f);
  expect("half beside", on_device([=] __device__() { return tex2D<float2>(t, 1, 0).x; }), -3);
}

static void layers_and_cubes() {
  const auto channels = cudaCreateChannelDesc<float>();
  float texels[6 * 4];
  for (int i = 0; i < 24; ++i) texels[i] = float(i);
  for (bool cube : {false, true}) {
    cudaArray_t array;
    cudaMalloc3DArray(&array, &channels, make_cudaExtent(2, 2, 6),
                      cube ? cudaArrayCubemap : cudaArrayLayered);
    cudaMemcpy3DParms copy = {};
    copy.srcPtr = make_cudaPitchedPtr(texels, 2 * sizeof(float), 2, 2);
    copy.dstArray = array;
    copy.extent = make_cudaExtent(2, 2, 6);
    copy.kind = cudaMemcpyHostToDevice;
    cudaMemcpy3D(&copy);
    auto t = texture_of(array, cudaAddressModeClamp, cudaFilterModePoint, cube);
    if (cube) {
      expect("cube +x", on_device([=] __device__() { return texCubemap<float>(t, 1, .5f, .5f); }), 0);
      expect("cube -z", on_device([=] __device__() { return texCubemap<float>(t, .5f, -.5f, -1); }),
             22);
    } else {
      expect("layer", on_device([=] __device__() { return tex2DLayered<float>(t, 1, 1, 3); }), 15);
      expect("last layer", on_device([=] __device__() { return tex2DLayered<float>(t, 0, 0, 9); }),
             20);
    }
  }
}

static void surfaces() {
  cudaArray_t array = ramp(8, 4, cudaArraySurfaceLoadStore);
  cudaResourceDesc resource = {};
  resource.resType = cudaResourceTypeArray;
  resource.res.array.array = array;
  cudaSurfaceObject_t s;
  cudaCreateSurfaceObject(&s, &resource);
  expect("surface", on_device([=] __device__() {
           surf2Dwrite(99.0f, s, 3 * 4, 2);
           surf2Dwrite(1.0f, s, 8 * 4, 2, cudaBoundaryModeZero);
           return surf2Dread<float>(s, 3 * 4, 2) + surf2Dread<float>(s, -4, 0, cudaBoundaryModeZero) +
                  surf2Dread<float>(s, 99 * 4, 0, cudaBoundaryModeClamp);
         }), 99 + 0 + 7);
}

int main() {
  two_dimensions();
  read_modes();
  halves();
  layers_and_cubes();
  surfaces();
  std::puts(wrong ? "FAIL" : "PASS");
}
