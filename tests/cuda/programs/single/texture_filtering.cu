// nvcc: -std=c++17
// Every filter, addressing mode, kind of coordinate and format, for many threads at once, against the
// guide's formulas in double precision. Half and signed texels take the general way, the others the
// kernel's own code.
#include <cmath>
#include <cstdio>
#include <cstring>
#include <cuda_fp16.h>
#include <vector>

constexpr int kSize[3] = {11, 6, 5};
constexpr int kSamples = 257;
static int wrong = 0;

struct Case {
  int dimensions;
  cudaTextureAddressMode address;
  cudaTextureFilterMode filter;
  bool normalized;
};

__global__ void fetch(cudaTextureObject_t t, int dimensions, const float *at, float4 *out, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  const float x = at[3 * i], y = at[3 * i + 1], z = at[3 * i + 2];
  out[i] = dimensions == 1   ? tex1D<float4>(t, x)
           : dimensions == 2 ? tex2D<float4>(t, x, y)
                             : tex3D<float4>(t, x, y, z);
}
__global__ void fetch_one(cudaTextureObject_t t, int dimensions, const float *at, float4 *out, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  const float x = at[3 * i], y = at[3 * i + 1], z = at[3 * i + 2];
  out[i] = {dimensions == 1   ? tex1D<float>(t, x)
            : dimensions == 2 ? tex2D<float>(t, x, y)
                              : tex3D<float>(t, x, y, z), 0, 0, 0};
}

// One axis: the texels around a place, -1 for the border, and the weight of the second.
struct Axis {
  int low, high;
  double upper;
};
static int addressed(int i, int n, const Case &c) {
  if (c.address == cudaAddressModeBorder) return i >= 0 && i < n ? i : -1;
  if (c.address == cudaAddressModeWrap && c.normalized) return (i % n + n) % n;
  return i < 0 ? 0 : i < n ? i : n - 1;
}
static Axis axis_of(float place, int n, const Case &c) {
  double x = place;
  if (c.normalized && c.address == cudaAddressModeWrap) x -= std::floor(x);
  if (c.normalized && c.address == cudaAddressModeMirror) {
    const double whole = std::floor(x), rest = x - whole;
    x = std::fmod(std::fabs(whole), 2) == 1 ? 1 - rest : rest;
  }
  if (c.normalized) x *= n;
  if (c.filter == cudaFilterModeLinear) x -= 0.5;
  const int i = int(std::floor(x));
  return {addressed(i, n, c), addressed(i + 1, n, c), std::round((x - std::floor(x)) * 256) / 256};
}

static double reference(const std::vector<double> &texels, const float *at, int component,
                        int components, const Case &c) {
  Axis axes[3] = {};
  for (int d = 0; d < c.dimensions; ++d) axes[d] = axis_of(at[d], kSize[d], c);
  double sum = 0;
  for (int corner = 0; corner < 8; ++corner) {
    double share = 1;
    int index[3];
    for (int d = 0; d < 3; ++d) {
      const bool high = corner >> d & 1;
      const double upper = c.filter == cudaFilterModeLinear && d < c.dimensions ? axes[d].upper : 0;
      share *= high ? upper : 1 - upper;
      index[d] = high ? axes[d].high : axes[d].low;
    }
    if (share == 0) continue;
    const bool border = index[0] < 0 || index[1] < 0 || index[2] < 0;
    const int place = (index[2] * (c.dimensions > 1 ? kSize[1] : 1) + index[1]) * kSize[0] + index[0];
    sum += share * (border ? 0.25 : texels[place * components + component]);
  }
  return sum;
}

// `encode` makes a texel's component of a number in [-1, 1] or [0, 1]; `decode` gives it back.
template <class Element, class Encode, class Decode>
static void run(const char *name, const cudaChannelFormatDesc &channels, int components,
                cudaTextureReadMode read, Encode encode, Decode decode) {
  for (int dimensions = 1; dimensions <= 3; ++dimensions) {
    const int width = kSize[0], height = dimensions > 1 ? kSize[1] : 1;
    const int depth = dimensions > 2 ? kSize[2] : 1, count = width * height * depth;
    std::vector<Element> stored(count * components);
    std::vector<double> texels(count * components);
    for (int i = 0; i < count * components; ++i) {
      stored[i] = encode(i * 37 % 101 / 100.0);
      texels[i] = decode(stored[i]);
    }
    cudaArray_t array;
    cudaMalloc3DArray(&array, &channels,
                      make_cudaExtent(width, dimensions > 1 ? height : 0, dimensions > 2 ? depth : 0));
    cudaMemcpy3DParms copy = {};
    copy.srcPtr = make_cudaPitchedPtr(stored.data(), width * components * sizeof(Element), width, height);
    copy.dstArray = array;
    copy.extent = make_cudaExtent(width, height, depth);
    copy.kind = cudaMemcpyHostToDevice;
    if (cudaMemcpy3D(&copy) != cudaSuccess) ++wrong, std::puts("copy");
    float *at;
    float4 *out;
    cudaMallocManaged(&at, 3 * kSamples * sizeof(float));
    cudaMallocManaged(&out, kSamples * sizeof(float4));
    for (int address = 0; address < 4; ++address)
      for (int filter = 0; filter < 2; ++filter)
        for (int normalized = 0; normalized < 2; ++normalized) {
          const Case c = {dimensions, cudaTextureAddressMode(address), cudaTextureFilterMode(filter),
                          normalized != 0};
          cudaResourceDesc resource = {};
          resource.resType = cudaResourceTypeArray;
          resource.res.array.array = array;
          cudaTextureDesc description = {};
          for (auto &mode : description.addressMode) mode = c.address;
          for (float &border : description.borderColor) border = 0.25f;
          description.filterMode = c.filter;
          description.readMode = read;
          description.normalizedCoords = normalized;
          cudaTextureObject_t t = 0;
          if (cudaCreateTextureObject(&t, &resource, &description, nullptr) != cudaSuccess) ++wrong;
          // Away from where a weight or an index changes: sixteenths of a texel, and a little more.
          for (int i = 0; i < kSamples; ++i)
            for (int d = 0; d < 3; ++d) {
              const int sixteenths = (i * (29 + 2 * d) + d * 7) % (48 * kSize[d]) - 16 * kSize[d];
              const float texel = sixteenths / 16.0f + 0.001f;
              at[3 * i + d] = normalized ? texel / kSize[d] : texel;
            }
          auto kernel = components == 4 ? fetch : fetch_one;
          kernel<<<3, 96>>>(t, dimensions, at, out, kSamples);
          if (cudaDeviceSynchronize() != cudaSuccess) ++wrong, std::puts("launch");
          for (int i = 0; i < kSamples; ++i)
            for (int component = 0; component < components; ++component) {
              const float got = (&out[i].x)[component];
              const double wanted = reference(texels, at + 3 * i, component, components, c);
              if (std::fabs(got - wanted) <= 2e-6) continue;
              if (++wrong < 20)
                std::printf("%s %dD address %d filter %d normalized %d at %g %g %g: %g instead of %g\n",
                            name, dimensions, address, filter, normalized, at[3 * i], at[3 * i + 1],
                            at[3 * i + 2], got, wanted);
            }
          cudaDestroyTextureObject(t);
        }
    cudaFreeArray(array);
    cudaFree(at);
    cudaFree(out);
  }
}

int main() {
  auto same = [](double x) { return float(x); };
  run<float>("float", cudaCreateChannelDesc<float>(), 1, cudaReadModeElementType, same, same);
  run<float>("float4", cudaCreateChannelDesc<float4>(), 4, cudaReadModeElementType, same, same);
  run<unsigned char>(
      "uchar4", cudaCreateChannelDesc<uchar4>(), 4, cudaReadModeNormalizedFloat,
      [](double x) { return (unsigned char)std::lround(x * 255); },
      [](unsigned char x) { return x / 255.0; });
  run<short>(
      "short", cudaCreateChannelDesc<short>(), 1, cudaReadModeNormalizedFloat,
      [](double x) { return short(std::lround(x * 32767)); }, [](short x) { return x / 32767.0; });
  run<__half>(
      "half", cudaCreateChannelDescHalf(), 1, cudaReadModeElementType,
      [](double x) { return __float2half(float(x)); }, [](__half x) { return __half2float(x); });
  std::puts(wrong ? "FAIL" : "PASS");
  return wrong != 0;
}
