// The driver API as programs use it: contexts, modules, launches, memory, streams, names.
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "check.h"

static CUmodule module_;

static CUfunction function(const char *name) {
  CUfunction found = nullptr;
  OK(cuModuleGetFunction(&found, module_, name));
  return found;
}

static void test_before_init() {
  int count = 0;
  CHECK(cuDeviceGetCount(&count) == CUDA_ERROR_NOT_INITIALIZED);
  CHECK(cuInit(1) == CUDA_ERROR_INVALID_VALUE);
  OK(cuInit(0));
  CUdeviceptr pointer;
  CHECK(cuMemAlloc(&pointer, 16) == CUDA_ERROR_INVALID_CONTEXT);
}

static void test_device(CUdevice device) {
  char name[64] = "";
  int value = 0, major = 0, minor = 0;
  size_t bytes = 0;
  OK(cuDeviceGetName(name, sizeof name, device));
  CHECK(std::strlen(name) > 0);
  OK(cuDeviceTotalMem(&bytes, device));
  CHECK(bytes > 0);
  OK(cuDeviceGetAttribute(&value, CU_DEVICE_ATTRIBUTE_WARP_SIZE, device));
  CHECK(value == 32);
  OK(cuDeviceGetAttribute(&major, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device));
  OK(cuDeviceComputeCapability(&value, &minor, device));
  CHECK(value == major);
  CHECK(cuDeviceGet(&device, 99) == CUDA_ERROR_INVALID_DEVICE);
  CHECK(cuDeviceGetAttribute(&value, static_cast<CUdevice_attribute>(9999), 0) ==
        CUDA_ERROR_INVALID_VALUE);
  CUcontext none = reinterpret_cast<CUcontext>(1);
  OK(cuCtxGetCurrent(&none));
  CHECK(none == nullptr);  // asking about devices makes no context
}

static void test_contexts(CUdevice device) {
  CUcontext first, second, got;
  OK(cuCtxCreate(&first, CU_CTX_SCHED_SPIN, device));
  OK(cuCtxCreate(&second, 0, device));
  OK(cuCtxGetCurrent(&got));
  CHECK(got == second);
  OK(cuCtxPopCurrent(&got));
  CHECK(got == second);
  unsigned flags = 0;
  OK(cuCtxGetFlags(&flags));
  CHECK(flags == CU_CTX_SCHED_SPIN);
  OK(cuCtxDestroy(second));
  CHECK(cuCtxPushCurrent(second) == CUDA_ERROR_INVALID_CONTEXT);
  std::thread([&] {
    CUdeviceptr pointer;
    CHECK(cuMemAlloc(&pointer, 16) == CUDA_ERROR_INVALID_CONTEXT);
    OK(cuCtxSetCurrent(first));
    OK(cuMemAlloc(&pointer, 16));
    OK(cuMemFree(pointer));
  }).join();
  OK(cuCtxDestroy(first));
  CHECK(cuCtxSynchronize() == CUDA_ERROR_INVALID_CONTEXT);
  OK(cuDevicePrimaryCtxRetain(&got, device));
  OK(cuCtxSetCurrent(got));
  CUdevice current = -1;
  OK(cuCtxGetDevice(&current));
  CHECK(current == device);
}

static void test_launches() {
  const int n = 1000;
  std::vector<float> host(n);
  for (int i = 0; i < n; ++i) host[i] = static_cast<float>(i);
  CUdeviceptr in, out, symbol;
  size_t bytes = 0;
  OK(cuMemAlloc(&in, n * sizeof(float)));
  OK(cuMemAlloc(&out, n * sizeof(float)));
  OK(cuMemcpyHtoD(in, host.data(), n * sizeof(float)));
  OK(cuModuleGetGlobal(&symbol, &bytes, module_, "factor"));
  CHECK(bytes == sizeof(float));
  const float three = 3;
  OK(cuMemcpyHtoD(symbol, &three, sizeof three));
  int count = n;
  void *parameters[] = {&out, &in, &count};
  OK(cuLaunchKernel(function("scale"), 8, 1, 1, 128, 1, 1, 0, nullptr, parameters, nullptr));
  OK(cuMemcpyDtoH(host.data(), out, n * sizeof(float)));
  for (int i = 0; i < n; ++i) CHECK(host[i] == 3.0f * i);

  struct {
    int amount;
    CUdeviceptr where;
  } packed = {2, 0};
  size_t size = sizeof packed;
  void *extra[] = {CU_LAUNCH_PARAM_BUFFER_POINTER, &packed, CU_LAUNCH_PARAM_BUFFER_SIZE, &size,
                   CU_LAUNCH_PARAM_END};
  OK(cuLaunchKernel(function("add"), 1, 1, 1, 1, 1, 1, 0, nullptr, nullptr, extra));
  OK(cuCtxSynchronize());
  int total = 0;
  OK(cuModuleGetGlobal(&symbol, &bytes, module_, "total"));
  OK(cuMemcpyDtoH(&total, symbol, sizeof total));
  CHECK(total == 42);
  OK(cuModuleGetGlobal(&symbol, &bytes, module_, "seen"));
  CHECK(*reinterpret_cast<int *>(symbol) == 42);  // managed: the host reads it where it is

  CUlaunchConfig config{};
  config.gridDimX = 2, config.gridDimY = config.gridDimZ = 1;
  config.blockDimX = 32, config.blockDimY = config.blockDimZ = 1;
  config.sharedMemBytes = 32 * sizeof(int);
  int base = 7;
  void *fill_parameters[] = {&out, &base};
  OK(cuLaunchKernelEx(&config, function("fill"), fill_parameters, nullptr));
  int filled[64];
  OK(cuMemcpyDtoH(filled, out, sizeof filled));
  CHECK(filled[0] == 38 && filled[63] == 7);
  CHECK(cuLaunchKernel(function("fill"), 1, 1, 1, 2048, 1, 1, 0, nullptr, fill_parameters,
                       nullptr) == CUDA_ERROR_INVALID_VALUE);
  CHECK(cuLaunchKernel(nullptr, 1, 1, 1, 1, 1, 1, 0, nullptr, nullptr, nullptr) ==
        CUDA_ERROR_INVALID_HANDLE);
  OK(cuMemFree(in));
  OK(cuMemFree(out));
  CHECK(cuMemFree(out) == CUDA_ERROR_INVALID_VALUE);
}

static void test_functions() {
  CUfunction missing = nullptr;
  CHECK(cuModuleGetFunction(&missing, module_, "nothing") == CUDA_ERROR_NOT_FOUND);
  unsigned count = 0;
  OK(cuModuleGetFunctionCount(&count, module_));
  CHECK(count == 3);
  int value = 0, blocks = 0, threads = 0;
  OK(cuFuncGetAttribute(&value, CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK, function("scale")));
  CHECK(value == 1024);
  OK(cuOccupancyMaxPotentialBlockSize(&blocks, &threads, function("scale"), nullptr, 0, 0));
  CHECK(threads > 0 && blocks > 0);
  OK(cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, function("scale"), 256, 0));
  CHECK(blocks > 0);
  const char *name = nullptr;
  OK(cuFuncGetName(&name, function("add")));
  CHECK(name != nullptr && std::string(name) == "add");
  size_t offset = 0, bytes = 0;
  OK(cuFuncGetParamInfo(function("add"), 1, &offset, &bytes));
  CHECK(offset == 8 && bytes == 8);
  CUmodule of = nullptr;
  OK(cuFuncGetModule(&of, function("add")));
  CHECK(of == module_);
}

static void test_sets() {
  CUdeviceptr pointer;
  size_t pitch = 0;
  OK(cuMemAllocPitch(&pointer, &pitch, 100, 10, 4));
  OK(cuMemsetD2D16(pointer, pitch, 0x1234, 50, 10));
  OK(cuMemsetD2D32(pointer + 8, pitch, 0xdeadbeef, 2, 3));
  OK(cuMemsetD8(pointer, 0x7f, 3));
  unsigned char rows[10][100];
  CUDA_MEMCPY2D copy{};
  copy.srcMemoryType = CU_MEMORYTYPE_DEVICE, copy.srcDevice = pointer, copy.srcPitch = pitch;
  copy.dstMemoryType = CU_MEMORYTYPE_HOST, copy.dstHost = rows, copy.dstPitch = 100;
  copy.WidthInBytes = 100, copy.Height = 10;
  OK(cuMemcpy2D(&copy));
  unsigned word;
  std::memcpy(&word, &rows[2][12], sizeof word);
  CHECK(word == 0xdeadbeef && rows[3][12] == 0x34 && rows[9][99] == 0x12 && rows[0][2] == 0x7f);
  CUdeviceptr base;
  size_t bytes;
  OK(cuMemGetAddressRange(&base, &bytes, pointer + 300));
  CHECK(base == pointer && bytes == pitch * 10);
  unsigned type = 0;
  OK(cuPointerGetAttribute(&type, CU_POINTER_ATTRIBUTE_MEMORY_TYPE, pointer));
  CHECK(type == CU_MEMORYTYPE_DEVICE);
  OK(cuMemFree(pointer));
}

static void test_arrays() {
  CUDA_ARRAY_DESCRIPTOR description = {4, 3, CU_AD_FORMAT_FLOAT, 1};
  CUarray array;
  OK(cuArrayCreate(&array, &description));
  float texels[12], out[2] = {};
  for (int i = 0; i < 12; ++i) texels[i] = i * 1.5f;
  CUDA_MEMCPY2D copy{};
  copy.srcMemoryType = CU_MEMORYTYPE_HOST, copy.srcHost = texels, copy.srcPitch = 16;
  copy.dstMemoryType = CU_MEMORYTYPE_ARRAY, copy.dstArray = array;
  copy.WidthInBytes = 16, copy.Height = 3;
  OK(cuMemcpy2D(&copy));
  CUDA_RESOURCE_DESC resource{};
  resource.resType = CU_RESOURCE_TYPE_ARRAY;
  resource.res.array.hArray = array;
  CUDA_TEXTURE_DESC sampling{};
  CUtexObject texture;
  OK(cuTexObjectCreate(&texture, &resource, &sampling, nullptr));
  CUDA_RESOURCE_DESC again{};
  OK(cuTexObjectGetResourceDesc(&again, texture));
  CHECK(again.resType == CU_RESOURCE_TYPE_ARRAY && again.res.array.hArray == array);
  CUDA_ARRAY_DESCRIPTOR back{};
  OK(cuArrayGetDescriptor(&back, array));
  CHECK(back.Width == 4 && back.Height == 3 && back.Format == CU_AD_FORMAT_FLOAT);
  OK(cuMemcpyAtoH(out, array, 4, 8));
  CHECK(out[0] == 1.5f && out[1] == 3.0f);
  OK(cuTexObjectDestroy(texture));
  OK(cuArrayDestroy(array));
}

static void test_streams() {
  CUstream stream;
  CUevent start, end;
  OK(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  OK(cuEventCreate(&start, CU_EVENT_DEFAULT));
  OK(cuEventCreate(&end, CU_EVENT_DEFAULT));
  CUdeviceptr word;
  OK(cuMemAllocManaged(&word, 8, CU_MEM_ATTACH_GLOBAL));
  auto *flag = reinterpret_cast<volatile unsigned *>(word);
  flag[0] = flag[1] = 0;
  OK(cuEventRecord(start, stream));
  OK(cuStreamWaitValue32(stream, word, 5, CU_STREAM_WAIT_VALUE_GEQ));
  OK(cuStreamWriteValue32(stream, word + 4, 9, 0));
  OK(cuEventRecord(end, stream));
  CHECK(cuEventQuery(end) == CUDA_ERROR_NOT_READY && flag[1] == 0);
  flag[0] = 6;
  OK(cuStreamSynchronize(stream));
  CHECK(flag[1] == 9);
  float milliseconds = -1;
  OK(cuEventElapsedTime(&milliseconds, start, end));
  CHECK(milliseconds >= 0);
  CUcontext context, current;
  OK(cuStreamGetCtx(stream, &context));
  OK(cuCtxGetCurrent(&current));
  CHECK(context == current);
  CHECK(cuStreamWaitValue32(stream, word + 1, 5, 0) == CUDA_ERROR_INVALID_VALUE);
  OK(cuStreamDestroy(stream));
  OK(cuEventDestroy(start));
  OK(cuEventDestroy(end));
  OK(cuMemFree(word));
}

static void test_names() {
  using Alloc = CUresult (*)(CUdeviceptr *, size_t);
  Alloc allocate = nullptr;
  CUdriverProcAddressQueryResult status;
  OK(cuGetProcAddress("cuMemAlloc", reinterpret_cast<void **>(&allocate), CUDA_VERSION, 0,
                      &status));
  CUdeviceptr pointer;
  OK(allocate(&pointer, 8));
  OK(cuMemFree(pointer));
  void *nothing;
  CHECK(cuGetProcAddress("cuNothing", &nothing, CUDA_VERSION, 0, &status) ==
        CUDA_ERROR_NOT_FOUND);
  CHECK(status == CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND);
  const char *name = nullptr, *text = nullptr;
  OK(cuGetErrorName(CUDA_ERROR_ILLEGAL_ADDRESS, &name));
  OK(cuGetErrorString(CUDA_ERROR_OUT_OF_MEMORY, &text));
  CHECK(name != nullptr && std::string(name) == "CUDA_ERROR_ILLEGAL_ADDRESS");
  CHECK(text != nullptr && std::string(text) == "out of memory");
  CHECK(cuGetErrorName(static_cast<CUresult>(12345), &name) == CUDA_ERROR_INVALID_VALUE);
}

// As before CUDA 4: what is staged stays from launch to launch.
static void test_staged_launches() {
  CUdeviceptr out;
  OK(cuMemAlloc(&out, 64 * sizeof(int)));
  CUfunction fill = function("fill");
  OK(cuFuncSetBlockShape(fill, 32, 1, 1));
  OK(cuFuncSetSharedSize(fill, 32 * sizeof(int)));
  OK(cuParamSetv(fill, 0, &out, sizeof out));
  OK(cuParamSeti(fill, sizeof out, 5));
  OK(cuParamSetSize(fill, sizeof out + sizeof(int)));
  OK(cuLaunchGrid(fill, 2, 1));
  int filled[64];
  OK(cuMemcpyDtoH(filled, out, sizeof filled));
  CHECK(filled[0] == 36 && filled[63] == 5);
  OK(cuParamSeti(fill, sizeof out, 6));
  OK(cuLaunchGridAsync(fill, 1, 1, nullptr));
  OK(cuMemcpyDtoH(filled, out, sizeof filled));
  CHECK(filled[0] == 37 && filled[63] == 5);
  CHECK(cuParamSetv(fill, 4090, &out, sizeof out) == CUDA_ERROR_INVALID_VALUE);
  CHECK(cuFuncSetBlockShape(fill, 0, 1, 1) == CUDA_ERROR_INVALID_VALUE);
  CHECK(cuLaunchGrid(fill, 0, 1) == CUDA_ERROR_INVALID_VALUE);
  CHECK(cuLaunch(nullptr) == CUDA_ERROR_INVALID_HANDLE);
  OK(cuMemFree(out));
}

// What `total` and `seen` of a module are, after its kernel has added 1.
static void expect_total(CUmodule module, int wanted) {
  CUfunction add;
  OK(cuModuleGetFunction(&add, module, "add"));
  int amount = 1;
  CUdeviceptr where = 0, symbol;
  void *parameters[] = {&amount, &where};
  OK(cuLaunchKernel(add, 1, 1, 1, 1, 1, 1, 0, nullptr, parameters, nullptr));
  size_t bytes = 0;
  int total = 0;
  OK(cuModuleGetGlobal(&symbol, &bytes, module, "total"));
  OK(cuMemcpyDtoH(&total, symbol, sizeof total));
  CHECK(total == wanted);
  OK(cuModuleGetGlobal(&symbol, &bytes, module, "seen"));
  CHECK(*reinterpret_cast<int *>(symbol) == wanted);
}

// Each loaded module has variables of its own, which begin with their first values.
static void test_copies(const char *path) {
  CUmodule first, second;
  OK(cuModuleLoad(&first, path));
  expect_total(first, 41);
  OK(cuModuleLoad(&second, path));
  expect_total(second, 41);
  expect_total(first, 42);
  OK(cuModuleUnload(first));
  expect_total(second, 42);
  OK(cuModuleLoad(&first, path));
  expect_total(first, 41);
  expect_total(second, 43);
  OK(cuModuleUnload(second));
  OK(cuModuleUnload(first));
}

int main(int, char **arguments) {
  test_before_init();
  CUdevice device = -1;
  OK(cuDeviceGet(&device, 0));
  test_device(device);
  test_contexts(device);
  CHECK(cuModuleLoad(&module_, "no-such-file") == CUDA_ERROR_FILE_NOT_FOUND);
  CHECK(cuModuleLoadData(&module_, "this is no image of any kind at all") ==
        CUDA_ERROR_INVALID_IMAGE);
  OK(cuModuleLoad(&module_, arguments[1]));
  test_launches();
  test_staged_launches();
  test_functions();
  test_sets();
  test_arrays();
  test_streams();
  test_names();
  OK(cuModuleUnload(module_));
  test_copies(arguments[1]);
  CHECK(cuModuleUnload(module_) == CUDA_ERROR_INVALID_HANDLE);
  return report();
}
