// Device variables by the host address of their shadow: cudaGetSymbolAddress, cudaMemcpyToSymbol.
#include "base/message.h"
#include "kernel/module.h"
#include "kernel/objects.h"
#include "memory/copy.h"
#include "memory/registry.h"

namespace jarip {

namespace {

// Loads the variable if that has not happened yet.
cudaError_t resolve(const void *symbol, Variable **found) {
  Variable *variable = find_variable(symbol);
  if (variable == nullptr || variable->module->image == nullptr) return cudaErrorInvalidSymbol;
  *found = variable;
  if (variable->address.load(std::memory_order_acquire) != nullptr) return cudaSuccess;
  const cudaError_t loaded = load_module_object(*variable->module);
  if (loaded != cudaSuccess) return loaded;
  return variable->address.load() != nullptr ? cudaSuccess : cudaErrorInvalidSymbol;
}

cudaError_t copy_linear(void *to, const void *from, size_t count, cudaMemcpyKind kind,
                        cudaStream_t stream, Wait wait) {
  Copy copy;
  copy.destination = to;
  copy.source = from;
  copy.width = count;
  return copy_memory(copy, kind, resolve_stream(stream), wait);
}

cudaError_t copy_to(const void *symbol, const void *source, size_t count, size_t offset,
                    cudaMemcpyKind kind, cudaStream_t stream, Wait wait) {
  const bool forward = kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDeviceToDevice ||
                       kind == cudaMemcpyDefault;
  if (!forward) return cudaErrorInvalidMemcpyDirection;
  char *address = nullptr;
  const cudaError_t error = resolve_symbol(symbol, offset, count, &address);
  if (error != cudaSuccess) return error;
  return copy_linear(address, source, count, kind, stream, wait);
}

cudaError_t copy_from(void *destination, const void *symbol, size_t count, size_t offset,
                      cudaMemcpyKind kind, cudaStream_t stream, Wait wait) {
  const bool backward = kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyDeviceToDevice ||
                        kind == cudaMemcpyDefault;
  if (!backward) return cudaErrorInvalidMemcpyDirection;
  char *address = nullptr;
  const cudaError_t error = resolve_symbol(symbol, offset, count, &address);
  if (error != cudaSuccess) return error;
  return copy_linear(destination, address, count, kind, stream, wait);
}

}  // namespace

cudaError_t resolve_symbol(const void *symbol, size_t offset, size_t count, char **address) {
  Variable *variable = nullptr;
  const cudaError_t error = resolve(symbol, &variable);
  if (error != cudaSuccess) return error;
  if (offset > variable->bytes || count > variable->bytes - offset) return cudaErrorInvalidValue;
  *address = static_cast<char *>(variable->address.load()) + offset;
  return cudaSuccess;
}

// The module object holds the variable itself, or for a managed one a pointer to the host's
// variable, which is the memory both sides use (jarip/abi.h).
cudaError_t bind_variable(Variable &variable) {
  VariableInfo info;
  const JaripImageHeader *image = variable.module->image;
  if (!read_variable_info(*image, variable.name, &info)) return cudaErrorInvalidSymbol;
  void *symbol = module_symbol(*variable.module, variable.name);
  if (symbol == nullptr) return cudaErrorInvalidSymbol;
  const bool managed = info.space == VariableSpace::managed;
  if (managed) *static_cast<void **>(symbol) = variable.host;
  void *address = managed ? variable.host : symbol;
  variable.bytes = info.bytes;
  if (!managed) {
    register_allocation({reinterpret_cast<uintptr_t>(address), info.bytes, 0, &current_device(),
                         MemoryKind::variable, 0});
  }
  variable.address.store(address, std::memory_order_release);
  return cudaSuccess;
}

void bind_variables(Array<Variable *> &variables) {
  for (Variable *variable : variables) {
    if (bind_variable(*variable) != cudaSuccess && !variable->may_be_absent) {
      report("the code of device variable %s is not in its image", variable->name);
    }
  }
}

}  // namespace jarip

using jarip::record;
using jarip::Wait;

extern "C" cudaError_t cudaGetSymbolAddress(void **pointer, const void *symbol) {
  JARIP_ENTER();
  if (pointer == nullptr) return record(cudaErrorInvalidValue);
  jarip::Variable *variable = nullptr;
  const cudaError_t error = jarip::resolve(symbol, &variable);
  if (error == cudaSuccess) *pointer = variable->address.load();
  return record(error);
}

extern "C" cudaError_t cudaGetSymbolSize(size_t *size, const void *symbol) {
  JARIP_ENTER();
  if (size == nullptr) return record(cudaErrorInvalidValue);
  jarip::Variable *variable = nullptr;
  const cudaError_t error = jarip::resolve(symbol, &variable);
  if (error == cudaSuccess) *size = variable->bytes;
  return record(error);
}

extern "C" cudaError_t cudaMemcpyToSymbol(const void *symbol, const void *source, size_t count,
                                          size_t offset, cudaMemcpyKind kind) {
  JARIP_ENTER();
  return record(jarip::copy_to(symbol, source, count, offset, kind, nullptr, Wait::until_complete));
}

extern "C" cudaError_t cudaMemcpyToSymbolAsync(const void *symbol, const void *source, size_t count,
                                               size_t offset, cudaMemcpyKind kind,
                                               cudaStream_t stream) {
  JARIP_ENTER();
  return record(jarip::copy_to(symbol, source, count, offset, kind, stream, Wait::no));
}

extern "C" cudaError_t cudaMemcpyFromSymbol(void *destination, const void *symbol, size_t count,
                                            size_t offset, cudaMemcpyKind kind) {
  JARIP_ENTER();
  return record(
      jarip::copy_from(destination, symbol, count, offset, kind, nullptr, Wait::until_complete));
}

extern "C" cudaError_t cudaMemcpyFromSymbolAsync(void *destination, const void *symbol,
                                                 size_t count, size_t offset, cudaMemcpyKind kind,
                                                 cudaStream_t stream) {
  JARIP_ENTER();
  return record(jarip::copy_from(destination, symbol, count, offset, kind, stream, Wait::no));
}
