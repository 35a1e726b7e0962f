// Setting memory to a value of 8, 16 or 32 bits.
#include "memory/set.h"

#include "driver/call.h"

using jarip::in_context;
using jarip::Wait;

namespace {

struct Area {
  CUdeviceptr begin;
  size_t pitch;   // bytes; ignored for a single row
  size_t width;   // elements
  size_t height;  // rows
};

template <typename Element>
cudaError_t set(const Area &area, Element value, CUstream stream, Wait wait) {
  const size_t bytes = area.width * sizeof(Element);
  const size_t pitch = area.height == 1 ? bytes : area.pitch;
  const jarip::Fill fill{jarip::at(area.begin), value, sizeof(Element),
                         jarip::Rows{bytes, area.height, 1}, pitch, pitch * area.height};
  return jarip::set_memory(fill, jarip::resolve_stream(stream), wait);
}

}  // namespace

extern "C" CUresult cuMemsetD8(CUdeviceptr to, unsigned char value, size_t count) {
  return in_context([&] {
    return set(Area{to, 0, count, 1}, value, nullptr, Wait::until_complete);
  });
}
JARIP_VERSION(cuMemsetD8, v2)

extern "C" CUresult cuMemsetD8Async(CUdeviceptr to, unsigned char value, size_t count,
                                    CUstream stream) {
  return in_context([&] { return set(Area{to, 0, count, 1}, value, stream, Wait::no); });
}

extern "C" CUresult cuMemsetD2D8(CUdeviceptr to, size_t pitch, unsigned char value, size_t width,
                                 size_t height) {
  return in_context([&] {
    return set(Area{to, pitch, width, height}, value, nullptr, Wait::until_complete);
  });
}
JARIP_VERSION(cuMemsetD2D8, v2)

extern "C" CUresult cuMemsetD2D8Async(CUdeviceptr to, size_t pitch, unsigned char value,
                                      size_t width, size_t height, CUstream stream) {
  return in_context([&] { return set(Area{to, pitch, width, height}, value, stream, Wait::no); });
}

extern "C" CUresult cuMemsetD16(CUdeviceptr to, unsigned short value, size_t count) {
  return in_context([&] {
    return set(Area{to, 0, count, 1}, value, nullptr, Wait::until_complete);
  });
}
JARIP_VERSION(cuMemsetD16, v2)

extern "C" CUresult cuMemsetD16Async(CUdeviceptr to, unsigned short value, size_t count,
                                     CUstream stream) {
  return in_context([&] { return set(Area{to, 0, count, 1}, value, stream, Wait::no); });
}

extern "C" CUresult cuMemsetD2D16(CUdeviceptr to, size_t pitch, unsigned short value, size_t width,
                                  size_t height) {
  return in_context([&] {
    return set(Area{to, pitch, width, height}, value, nullptr, Wait::until_complete);
  });
}
JARIP_VERSION(cuMemsetD2D16, v2)

extern "C" CUresult cuMemsetD2D16Async(CUdeviceptr to, size_t pitch, unsigned short value,
                                       size_t width, size_t height, CUstream stream) {
  return in_context([&] { return set(Area{to, pitch, width, height}, value, stream, Wait::no); });
}

extern "C" CUresult cuMemsetD32(CUdeviceptr to, unsigned int value, size_t count) {
  return in_context([&] {
    return set(Area{to, 0, count, 1}, value, nullptr, Wait::until_complete);
  });
}
JARIP_VERSION(cuMemsetD32, v2)

extern "C" CUresult cuMemsetD32Async(CUdeviceptr to, unsigned int value, size_t count,
                                     CUstream stream) {
  return in_context([&] { return set(Area{to, 0, count, 1}, value, stream, Wait::no); });
}

extern "C" CUresult cuMemsetD2D32(CUdeviceptr to, size_t pitch, unsigned int value, size_t width,
                                  size_t height) {
  return in_context([&] {
    return set(Area{to, pitch, width, height}, value, nullptr, Wait::until_complete);
  });
}
JARIP_VERSION(cuMemsetD2D32, v2)

extern "C" CUresult cuMemsetD2D32Async(CUdeviceptr to, size_t pitch, unsigned int value,
                                       size_t width, size_t height, CUstream stream) {
  return in_context([&] { return set(Area{to, pitch, width, height}, value, stream, Wait::no); });
}
