// Which device the program names (the face) and which one does the work (its twin).
//
// The face is always `cuda`. The twin is the CPU unless JARIP_TWIN_PRIVATEUSE1 is defined, then it
// is whatever vendor registered PyTorch's PrivateUse1 device (vendor.h). Everything else in this
// folder asks here, but streams.cpp, which vendor_streams.cpp stands for then.
#pragma once

#include <c10/core/Device.h>
#include <c10/core/DispatchKeySet.h>

namespace jarip {

inline constexpr c10::DeviceType kFaceType = c10::DeviceType::CUDA;
inline constexpr c10::BackendComponent kFaceBackend = c10::BackendComponent::CUDABit;

#ifdef JARIP_TWIN_PRIVATEUSE1
inline constexpr c10::DeviceType kTwinType = c10::DeviceType::PrivateUse1;
inline constexpr c10::BackendComponent kTwinBackend = c10::BackendComponent::PrivateUse1Bit;
inline constexpr bool kTwinIsHost = false;
#else
inline constexpr c10::DeviceType kTwinType = c10::DeviceType::CPU;
inline constexpr c10::BackendComponent kTwinBackend = c10::BackendComponent::CPUBit;
inline constexpr bool kTwinIsHost = true;
#endif

// The kinds of tensor (dense, sparse, ...) that have a kernel table of their own for each backend.
inline constexpr c10::DispatchKey kFunctionalities[] = {
    c10::DispatchKey::Dense,     c10::DispatchKey::Sparse,       c10::DispatchKey::SparseCsr,
    c10::DispatchKey::Quantized, c10::DispatchKey::NestedTensor,
};

constexpr c10::DispatchKey face_key(c10::DispatchKey functionality) {
  return c10::toRuntimePerBackendFunctionalityKey(functionality, kFaceBackend);
}

constexpr c10::DispatchKey twin_key(c10::DispatchKey functionality) {
  return c10::toRuntimePerBackendFunctionalityKey(functionality, kTwinBackend);
}

inline c10::Device face_device(int index) {
  return {kFaceType, static_cast<c10::DeviceIndex>(index)};
}

// The host has one CPU however many devices stand on it; a vendor's twin has the same index.
inline c10::Device twin_device(int index) {
  return kTwinIsHost ? c10::Device(kTwinType)
                     : c10::Device(kTwinType, static_cast<c10::DeviceIndex>(index));
}

}  // namespace jarip
