// Attributes of streams. They tune a GPU; what is set is kept, and only the priority has an effect.
#include <map>

#include "base/lock.h"
#include "stream/stream.h"

namespace jarip {

namespace {

using Values = std::map<int, cudaLaunchAttributeValue>;

// By the number of the stream, which is never used again.
Lock lock;
std::map<unsigned long long, Values> *all_values;

Values &values_of(const Stream &stream) {
  if (all_values == nullptr) all_values = new std::map<unsigned long long, Values>();
  return (*all_values)[stream.id];
}

}  // namespace

}  // namespace jarip

using jarip::record;
using jarip::Stream;

extern "C" cudaError_t cudaStreamSetAttribute(cudaStream_t handle, cudaLaunchAttributeID attribute,
                                              const cudaLaunchAttributeValue *value) {
  JARIP_ENTER();
  const Stream *stream = jarip::resolve_stream(handle);
  if (stream == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (value == nullptr) return record(cudaErrorInvalidValue);
  jarip::Guard guard(jarip::lock);
  jarip::values_of(*stream)[attribute] = *value;
  return cudaSuccess;
}

extern "C" cudaError_t cudaStreamGetAttribute(cudaStream_t handle, cudaLaunchAttributeID attribute,
                                              cudaLaunchAttributeValue *value) {
  JARIP_ENTER();
  const Stream *stream = jarip::resolve_stream(handle);
  if (stream == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (value == nullptr) return record(cudaErrorInvalidValue);
  *value = {};
  if (attribute == cudaLaunchAttributePriority) {
    return cudaStreamGetPriority(handle, &value->priority);
  }
  jarip::Guard guard(jarip::lock);
  const jarip::Values &values = jarip::values_of(*stream);
  const auto found = values.find(attribute);
  if (found != values.end()) *value = found->second;
  return cudaSuccess;
}

extern "C" cudaError_t cudaStreamCopyAttributes(cudaStream_t to, cudaStream_t from) {
  JARIP_ENTER();
  const Stream *target = jarip::resolve_stream(to);
  const Stream *source = jarip::resolve_stream(from);
  if (target == nullptr || source == nullptr) return record(cudaErrorInvalidResourceHandle);
  jarip::Guard guard(jarip::lock);
  const jarip::Values values = jarip::values_of(*source);
  jarip::values_of(*target) = values;
  return cudaSuccess;
}
