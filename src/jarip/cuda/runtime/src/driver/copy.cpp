// Copies of rectangles, boxes and parts of arrays.
#include "driver/box.h"
#include "driver/call.h"

using jarip::Box;
using jarip::in_context;
using jarip::Wait;

namespace {

cudaError_t copy(const Box &box, CUstream stream, Wait wait) {
  if (box.width == 0 || box.height == 0 || box.depth == 0) return cudaSuccess;
  jarip::Copy copy;
  cudaMemcpyKind kind;
  const cudaError_t error = jarip::describe_box(box, &copy, &kind);
  if (error != cudaSuccess) return error;
  return jarip::copy_memory(copy, kind, jarip::resolve_stream(stream), wait);
}

cudaError_t copy_2d(const CUDA_MEMCPY2D *parameters, CUstream stream, Wait wait) {
  return parameters != nullptr ? copy(jarip::box_of(*parameters), stream, wait)
                               : cudaErrorInvalidValue;
}

cudaError_t copy_3d(const CUDA_MEMCPY3D *parameters, CUstream stream, Wait wait) {
  return parameters != nullptr ? copy(jarip::box_of(*parameters), stream, wait)
                               : cudaErrorInvalidValue;
}

cudaError_t copy_peer(const CUDA_MEMCPY3D_PEER *parameters, CUstream stream, Wait wait) {
  return parameters != nullptr ? copy(jarip::box_of(*parameters), stream, wait)
                               : cudaErrorInvalidValue;
}

jarip::BoxSide array(CUarray handle, size_t offset) {
  jarip::BoxSide side{};
  side.type = CU_MEMORYTYPE_ARRAY;
  side.array = handle;
  side.x = offset;
  return side;
}

jarip::BoxSide host(const void *pointer) {
  jarip::BoxSide side{};
  side.type = CU_MEMORYTYPE_HOST;
  side.pointer = const_cast<void *>(pointer);
  return side;
}

jarip::BoxSide device(CUdeviceptr pointer) {
  jarip::BoxSide side{};
  side.type = CU_MEMORYTYPE_DEVICE;
  side.pointer = jarip::at(pointer);
  return side;
}

Box row(const jarip::BoxSide &to, const jarip::BoxSide &from, size_t bytes) {
  return {to, from, bytes, 1, 1};
}

}  // namespace

extern "C" CUresult cuMemcpy2D(const CUDA_MEMCPY2D *parameters) {
  return in_context([&] { return copy_2d(parameters, nullptr, Wait::until_complete); });
}
JARIP_VERSION(cuMemcpy2D, v2)

extern "C" CUresult cuMemcpy2DUnaligned(const CUDA_MEMCPY2D *parameters) {
  return in_context([&] { return copy_2d(parameters, nullptr, Wait::until_complete); });
}
JARIP_VERSION(cuMemcpy2DUnaligned, v2)

extern "C" CUresult cuMemcpy2DAsync(const CUDA_MEMCPY2D *parameters, CUstream stream) {
  return in_context([&] { return copy_2d(parameters, stream, Wait::no); });
}
JARIP_VERSION(cuMemcpy2DAsync, v2)

extern "C" CUresult cuMemcpy3D(const CUDA_MEMCPY3D *parameters) {
  return in_context([&] { return copy_3d(parameters, nullptr, Wait::until_complete); });
}
JARIP_VERSION(cuMemcpy3D, v2)

extern "C" CUresult cuMemcpy3DAsync(const CUDA_MEMCPY3D *parameters, CUstream stream) {
  return in_context([&] { return copy_3d(parameters, stream, Wait::no); });
}
JARIP_VERSION(cuMemcpy3DAsync, v2)

extern "C" CUresult cuMemcpy3DPeer(const CUDA_MEMCPY3D_PEER *parameters) {
  return in_context([&] { return copy_peer(parameters, nullptr, Wait::until_complete); });
}

extern "C" CUresult cuMemcpy3DPeerAsync(const CUDA_MEMCPY3D_PEER *parameters, CUstream stream) {
  return in_context([&] { return copy_peer(parameters, stream, Wait::no); });
}

extern "C" CUresult cuMemcpyDtoA(CUarray to, size_t offset, CUdeviceptr from, size_t bytes) {
  return in_context([&] {
    return copy(row(array(to, offset), device(from), bytes), nullptr, Wait::until_complete);
  });
}
JARIP_VERSION(cuMemcpyDtoA, v2)

extern "C" CUresult cuMemcpyAtoD(CUdeviceptr to, CUarray from, size_t offset, size_t bytes) {
  return in_context([&] {
    return copy(row(device(to), array(from, offset), bytes), nullptr, Wait::until_complete);
  });
}
JARIP_VERSION(cuMemcpyAtoD, v2)

extern "C" CUresult cuMemcpyHtoA(CUarray to, size_t offset, const void *from, size_t bytes) {
  return in_context([&] {
    return copy(row(array(to, offset), host(from), bytes), nullptr, Wait::until_complete);
  });
}
JARIP_VERSION(cuMemcpyHtoA, v2)

extern "C" CUresult cuMemcpyAtoH(void *to, CUarray from, size_t offset, size_t bytes) {
  return in_context([&] {
    return copy(row(host(to), array(from, offset), bytes), nullptr, Wait::until_complete);
  });
}
JARIP_VERSION(cuMemcpyAtoH, v2)

extern "C" CUresult cuMemcpyAtoA(CUarray to, size_t to_offset, CUarray from, size_t from_offset,
                                 size_t bytes) {
  return in_context([&] {
    return copy(row(array(to, to_offset), array(from, from_offset), bytes), nullptr,
                Wait::until_complete);
  });
}
JARIP_VERSION(cuMemcpyAtoA, v2)

extern "C" CUresult cuMemcpyHtoAAsync(CUarray to, size_t offset, const void *from, size_t bytes,
                                      CUstream stream) {
  return in_context([&] {
    return copy(row(array(to, offset), host(from), bytes), stream, Wait::no);
  });
}
JARIP_VERSION(cuMemcpyHtoAAsync, v2)

extern "C" CUresult cuMemcpyAtoHAsync(void *to, CUarray from, size_t offset, size_t bytes,
                                      CUstream stream) {
  return in_context([&] {
    return copy(row(host(to), array(from, offset), bytes), stream, Wait::no);
  });
}
JARIP_VERSION(cuMemcpyAtoHAsync, v2)
