// Images loaded at run time, textures as the device sees them, attributes, batches of copies.
#include <fstream>

#include "jarip/texture.h"
#include "program.h"

static void libraries(const char *path) {
  cudaLibrary_t library, none;
  OK(cudaLibraryLoadFromFile(&library, path, nullptr, nullptr, 0, nullptr, nullptr, 0));
  EXPECT_ERROR(cudaErrorFileNotFound, cudaLibraryLoadFromFile(&none, "/nowhere", nullptr, nullptr,
                                                              0, nullptr, nullptr, 0));
  const char text[256] = "no image at all";
  EXPECT_ERROR(cudaErrorInvalidKernelImage,
               cudaLibraryLoadData(&none, text, nullptr, nullptr, 0, nullptr, nullptr, 0));
  cudaKernel_t kernel, listed[2] = {};
  OK(cudaLibraryGetKernel(&kernel, library, "mixed"));
  EXPECT_ERROR(cudaErrorSymbolNotFound, cudaLibraryGetKernel(&listed[0], library, "other"));
  unsigned count;
  OK(cudaLibraryGetKernelCount(&count, library));
  EXPECT(count == 1);
  OK(cudaLibraryEnumerateKernels(listed, 2, library));
  EXPECT(listed[0] == kernel && listed[1] == nullptr);
  void *table, *managed;
  size_t bytes;
  OK(cudaLibraryGetGlobal(&table, &bytes, library, "table"));
  EXPECT(bytes == 32);
  OK(cudaLibraryGetManaged(&managed, &bytes, library, "shared_with_host"));
  const int nine = 9;
  OK(cudaMemcpy(static_cast<int *>(table) + 2, &nine, 4, cudaMemcpyHostToDevice));
  int *out;
  OK(cudaMallocManaged(reinterpret_cast<void **>(&out), 12));
  struct {
    unsigned long long values[8];
  } big = {{0, 0, 0, 0, 0, 0, 0, 5}};
  const unsigned char byte = 7;
  OK(launch(kernel, 1, 32, 64, nullptr, byte, big, out));
  OK(cudaDeviceSynchronize());
  EXPECT(out[0] == 7 && out[1] == 5 && out[2] == 9 && *static_cast<int *>(managed) == 1);
  OK(cudaLibraryUnload(library));
  EXPECT_ERROR(cudaErrorInvalidResourceHandle, cudaLibraryGetKernel(&kernel, library, "mixed"));
  EXPECT_ERROR(cudaErrorInvalidDeviceFunction, launch(kernel, 1, 32, 64, nullptr, byte, big, out));
  cudaGetLastError();
  OK(cudaFree(out));
}

static const JaripTexture &seen(unsigned long long handle) {
  return *reinterpret_cast<const JaripTexture *>(handle);
}

static void textures() {
  const cudaChannelFormatDesc bytes4 = {8, 8, 8, 8, cudaChannelFormatKindUnsigned};
  cudaMipmappedArray_t mipmap;
  OK(cudaMallocMipmappedArray(&mipmap, &bytes4, cudaExtent{20, 12, 0}, 99));
  cudaResourceDesc resource = {};
  resource.resType = cudaResourceTypeMipmappedArray;
  resource.res.mipmap.mipmap = mipmap;
  cudaTextureDesc sampling = {};
  sampling.addressMode[0] = cudaAddressModeMirror;
  sampling.addressMode[1] = cudaAddressModeBorder;
  sampling.filterMode = cudaFilterModeLinear;
  sampling.normalizedCoords = 1;
  cudaTextureObject_t texture;
  EXPECT_ERROR(cudaErrorInvalidFilterSetting,
               cudaCreateTextureObject(&texture, &resource, &sampling, nullptr));
  sampling.readMode = cudaReadModeNormalizedFloat;
  OK(cudaCreateTextureObject(&texture, &resource, &sampling, nullptr));
  const JaripTexture &t = seen(texture);
  EXPECT(t.level_count == 5 && t.levels[4].width == 1 && t.levels[1].width == 10);
  EXPECT(t.base.width == 20 && t.base.height == 12 && t.base.depth == 1 && t.dimensions == 2);
  EXPECT(t.components == 4 && t.component_bytes == 1 && t.texel == JARIP_TEXEL_UNSIGNED);
  EXPECT(t.address[0] == JARIP_ADDRESS_MIRROR && t.address[1] == JARIP_ADDRESS_BORDER);
  EXPECT(t.flags == (JARIP_TEXTURE_NORMALIZED_COORDINATES | JARIP_TEXTURE_LINEAR_FILTER |
                     JARIP_TEXTURE_READ_NORMALIZED));
  cudaTextureDesc back;
  OK(cudaGetTextureObjectTextureDesc(&back, texture));
  EXPECT(back.addressMode[1] == cudaAddressModeBorder);
  OK(cudaDestroyTextureObject(texture));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaGetTextureObjectTextureDesc(&back, 0));
  OK(cudaFreeMipmappedArray(mipmap));

  void *memory;
  OK(cudaMalloc(&memory, 1000));
  resource.resType = cudaResourceTypeLinear;
  resource.res.linear.devPtr = memory;
  resource.res.linear.desc = {32, 0, 0, 0, cudaChannelFormatKindFloat};
  resource.res.linear.sizeInBytes = 1004;
  sampling = {};
  EXPECT_ERROR(cudaErrorInvalidValue,
               cudaCreateTextureObject(&texture, &resource, &sampling, nullptr));
  resource.res.linear.sizeInBytes = 1000;
  OK(cudaCreateTextureObject(&texture, &resource, &sampling, nullptr));
  EXPECT(seen(texture).base.width == 250 && seen(texture).base.data == memory);
  EXPECT(seen(texture).flags == JARIP_TEXTURE_LINEAR_MEMORY);
  OK(cudaDestroyTextureObject(texture));
  OK(cudaFree(memory));

  cudaArray_t array;
  const cudaChannelFormatDesc half2 = {16, 16, 0, 0, cudaChannelFormatKindFloat};
  OK(cudaMalloc3DArray(&array, &half2, cudaExtent{8, 8, 12}, cudaArrayCubemap | cudaArrayLayered));
  resource.resType = cudaResourceTypeArray;
  resource.res.array.array = array;
  cudaSurfaceObject_t surface;
  OK(cudaCreateSurfaceObject(&surface, &resource));
  EXPECT(seen(surface).flags == (JARIP_TEXTURE_CUBEMAP | JARIP_TEXTURE_LAYERED));
  EXPECT(seen(surface).dimensions == 2 && seen(surface).base.depth == 12);
  OK(cudaDestroySurfaceObject(surface));
  OK(cudaFreeArray(array));
  cudaGetLastError();
}

static void attributes_and_batches() {
  cudaStream_t stream;
  OK(cudaStreamCreateWithPriority(&stream, cudaStreamNonBlocking, -1));
  cudaLaunchAttributeValue value = {};
  OK(cudaStreamGetAttribute(stream, cudaLaunchAttributePriority, &value));
  EXPECT(value.priority == -1);
  value = {};
  value.syncPolicy = cudaSyncPolicySpin;
  OK(cudaStreamSetAttribute(stream, cudaLaunchAttributeSynchronizationPolicy, &value));
  value = {};
  OK(cudaStreamGetAttribute(stream, cudaLaunchAttributeSynchronizationPolicy, &value));
  EXPECT(value.syncPolicy == cudaSyncPolicySpin);
  char *a, *b, host[4] = {1, 2, 3, 4};
  OK(cudaMalloc(reinterpret_cast<void **>(&a), 4));
  OK(cudaMalloc(reinterpret_cast<void **>(&b), 4));
  void *to[] = {a, b};
  void *from[] = {host, host + 1};
  size_t sizes[] = {4, 3}, failed = 9;
  OK(cudaMemcpyBatchAsync(to, from, sizes, 2, nullptr, nullptr, 0, &failed, stream));
  OK(cudaStreamSynchronize(stream));
  EXPECT(a[3] == 4 && b[2] == 4);
  sizes[1] = 5;
  EXPECT_ERROR(cudaErrorInvalidValue,
               cudaMemcpyBatchAsync(to, from, sizes, 2, nullptr, nullptr, 0, &failed, stream));
  EXPECT(failed == 1);
  OK(cudaStreamDestroy(stream));
}

int main(int, char **arguments) {
  Image image(
      "kernel mixed params=0:1,8:64,72:8 params_bytes=80 static_shared=0 max_threads=256 "
      "min_blocks=0\nvariable table bytes=32 space=global\n"
      "variable shared_with_host bytes=4 space=managed\n");
  const std::string path = std::string(arguments[0]) + ".image";
  std::ofstream(path, std::ios::binary).write(image.data(), std::streamsize(image.size()));
  libraries(path.c_str());
  textures();
  attributes_and_batches();
  puts("ok");
}
