// What clang's host code calls before main(): __cudaRegisterFatBinary and its relatives. They only
// note what exists; nothing is read, loaded or started before it is used, but that managed
// variables get their initial values: main() may read them.
#include <string.h>

#include "api.h"
#include "device/device.h"
#include "devicelib/print_buffer.h"
#include "kernel/first_kernels.h"
#include "kernel/host_table.h"
#include "kernel/module.h"
#include "memory/reference.h"
#include "memory/registry.h"

namespace jarip {

namespace {

// clang's wrapper around the device image (clang/lib/CodeGen/CGCUDANV.cpp).
struct FatBinaryWrapper {
  int magic;
  int version;
  const void *data;
  void *unused;
};
constexpr int kWrapperMagic = 0x466243b1;

HostTable<Function> functions;
HostTable<Variable> variables;

// What a module registered, for its removal.
struct Registered {
  Module module;
  bool any_managed = false;
  Array<const void *> functions;
};

Registered *registered(void **handle) { return reinterpret_cast<Registered *>(handle); }

Variable *add_variable(Registered &entry, void *host, const char *name, size_t bytes) {
  auto *variable = new Variable();
  variable->module = &entry.module;
  variable->name = name;
  variable->host = host;
  variable->bytes = bytes;
  entry.module.variables.push(variable);
  variables.insert(host, variable);
  return variable;
}

// A managed variable is the host's, which clang leaves undefined.
void start_managed(const Variable &variable) {
  const JaripImageHeader &image = *variable.module->image;
  VariableInfo info;
  if (!read_variable_info(image, variable.name, &info)) return;
  if (info.space != VariableSpace::managed) return;
  write_initial_value(image, variable.name, variable.host, info.bytes);
  register_allocation({reinterpret_cast<uintptr_t>(variable.host), info.bytes, 0, &device_at(0),
                       MemoryKind::managed_variable, 0});
}

void forget_variable(const Variable &variable) {
  variables.remove(variable.host);
  Allocation removed;
  unregister_allocation(variable.host, MemoryKind::managed_variable, MemoryKind::managed_variable,
                        &removed);
}

}  // namespace

Function *find_function(const void *host) { return functions.find(host); }

Variable *find_variable(const void *host) { return variables.find(host); }

void remember_function(Function *function) { functions.insert(function, function); }

void forget_function(Function *function) { functions.remove(function); }

cudaError_t know_function(Function &function) {
  if (function.known.load(std::memory_order_acquire)) return cudaSuccess;
  const JaripImageHeader *image = function.module->image;
  if (image == nullptr) return cudaErrorInvalidKernelImage;
  Guard guard(function.module->lock);
  if (function.known.load(std::memory_order_relaxed)) return cudaSuccess;
  if (!read_kernel_info(*image, function.name, &function.info)) {
    return cudaErrorInvalidDeviceFunction;
  }
  function.known.store(true, std::memory_order_release);
  return cudaSuccess;
}

}  // namespace jarip

using jarip::registered;

extern "C" void **__cudaRegisterFatBinary(void *wrapper_address) {
  const auto *wrapper = static_cast<const jarip::FatBinaryWrapper *>(wrapper_address);
  auto *entry = new jarip::Registered();
  if (wrapper->magic == jarip::kWrapperMagic && jarip::is_image(wrapper->data)) {
    entry->module.image = static_cast<const JaripImageHeader *>(wrapper->data);
    jarip::note_image(entry->module.image);
    entry->any_managed = jarip::has_managed_variables(*entry->module.image);
  }
  return reinterpret_cast<void **>(entry);
}

extern "C" void __cudaRegisterFatBinaryEnd(void **) {}

extern "C" void __cudaUnregisterFatBinary(void **handle) {
  jarip::Registered *entry = registered(handle);
  if (entry->module.image != nullptr) jarip::forget_image(entry->module.image);
  for (const void *host : entry->functions) jarip::functions.remove(host);
  for (const jarip::Variable *variable : entry->module.variables) {
    jarip::forget_variable(*variable);
  }
  // Kernels of the module may still run, and what they print is wanted: the rest stays.
  jarip::flush_device_output();
}

extern "C" void __cudaRegisterFunction(void **handle, const char *host, char *, const char *name,
                                       int, uint3 *, uint3 *, dim3 *, dim3 *, int *) {
  auto *function = new jarip::Function();
  function->module = &registered(handle)->module;
  function->host = host;
  function->name = name;
  registered(handle)->functions.push(host);
  jarip::functions.insert(host, function);
}

// Managed variables come this way too: the host's variable is the memory both sides use.
extern "C" void __cudaRegisterVar(void **handle, char *host, char *, const char *name, int,
                                  size_t bytes, int, int) {
  jarip::Registered &entry = *registered(handle);
  const jarip::Variable *variable = jarip::add_variable(entry, host, name, bytes);
  if (entry.any_managed) jarip::start_managed(*variable);
}

extern "C" void __cudaRegisterTexture(void **handle, const void *host, const void **,
                                      const char *name, int, int normalized, int) {
  jarip::add_variable(*registered(handle), const_cast<void *>(host), name, sizeof(uint64_t))
      ->may_be_absent = true;
  jarip::register_reference(host, normalized != 0);
}

extern "C" void __cudaRegisterSurface(void **handle, const void *host, const void **,
                                      const char *name, int, int external) {
  __cudaRegisterTexture(handle, host, nullptr, name, 0, 0, external);
}

extern "C" char __cudaInitModule(void **) { return 1; }
