#include "kernel/library.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/device.h"
#include "kernel/library_identity.h"
#include "kernel/objects.h"
#include "memory/allocation.h"
#include "stream/scheduler.h"

namespace jarip {

namespace {

constexpr uint32_t kMagic = 0x4a4c4942;  // "JLIB"
constexpr int kWrapperMagic = 0x466243b1;

// clang's wrapper around an image (host_protocol.h).
struct FatBinaryWrapper {
  int magic;
  int version;
  const void *data;
};

const JaripImageHeader *find_image(const void *data) {
  if (data == nullptr) return nullptr;
  if (is_image(data)) return static_cast<const JaripImageHeader *>(data);
  const auto *wrapper = static_cast<const FatBinaryWrapper *>(data);
  if (wrapper->magic != kWrapperMagic || !is_image(wrapper->data)) return nullptr;
  return static_cast<const JaripImageHeader *>(wrapper->data);
}

void *read_file(const char *path, size_t *bytes) {
  FILE *file = fopen(path, "re");
  if (file == nullptr) return nullptr;
  fseek(file, 0, SEEK_END);
  const long length = ftell(file);
  rewind(file);
  void *data =
      length >= 0 ? malloc(static_cast<size_t>(length) + sizeof(JaripImageHeader)) : nullptr;
  if (data != nullptr) {
    *bytes = fread(data, 1, static_cast<size_t>(length), file);
    memset(static_cast<char *>(data) + *bytes, 0, sizeof(JaripImageHeader));
  }
  fclose(file);
  return data;
}

// A managed variable of a program has its memory on the host; one of a library is given some, and
// is known from the start, so that it is bound with the module object.
cudaError_t add_managed_variable(Library &library, const char *name) {
  VariableInfo info;
  const JaripImageHeader &image = *library.module.image;
  if (!read_variable_info(image, name, &info)) return cudaErrorSymbolNotFound;
  if (info.space != VariableSpace::managed) return cudaSuccess;
  void *memory = nullptr;
  const cudaError_t error =
      allocate(&memory, info.bytes, MemoryKind::managed, current_device(), 0);
  if (error != cudaSuccess) return error;
  write_initial_value(image, name, memory, info.bytes);
  auto *variable = new Variable();
  variable->module = &library.module;
  variable->name = strdup(name);
  variable->host = memory;
  library.variables.push(variable);
  library.module.variables.push(variable);
  return cudaSuccess;
}

cudaError_t add_managed_variables(Library &library) {
  struct Adding {
    Library &library;
    cudaError_t error;
  } adding{library, cudaSuccess};
  if (!has_managed_variables(*library.module.image)) return cudaSuccess;
  const auto add = [](void *context, const char *name, size_t length) {
    auto &all = *static_cast<Adding *>(context);
    Text text;
    text.append(name, length);
    if (all.error == cudaSuccess) all.error = add_managed_variable(all.library, text.c_str());
  };
  visit_variables(*library.module.image, &adding, add);
  return adding.error;
}

// A managed variable's memory goes back; that of others goes with the module object.
void forget_memory(const Variable &variable) {
  if (variable.host != nullptr) {
    deallocate(variable.host, MemoryKind::managed, MemoryKind::managed);
    return;
  }
  Allocation removed;
  unregister_allocation(variable.address.load(), MemoryKind::variable, MemoryKind::variable,
                        &removed);
}

}  // namespace

Library *resolve_library(cudaLibrary_t handle) {
  auto *library = reinterpret_cast<Library *>(handle);
  const bool aligned = reinterpret_cast<uintptr_t>(handle) % alignof(Library) == 0;
  return library != nullptr && aligned && library->magic == kMagic ? library : nullptr;
}

Library *library_of_module(Module &module) { return module.library; }

cudaError_t copy_image(const void *data, void **copy, uint64_t *bytes) {
  const JaripImageHeader *image = find_image(data);
  if (image == nullptr) return cudaErrorInvalidKernelImage;
  *bytes = image_bytes(*image);
  *copy = malloc(*bytes);
  if (*copy == nullptr) return cudaErrorMemoryAllocation;
  memcpy(*copy, image, *bytes);
  return cudaSuccess;
}

cudaError_t read_image(const char *path, void **copy, uint64_t *bytes) {
  size_t length = 0;
  void *data = path != nullptr ? read_file(path, &length) : nullptr;
  if (data == nullptr) return cudaErrorFileNotFound;
  const bool whole =
      is_image(data) && image_bytes(*static_cast<JaripImageHeader *>(data)) <= length;
  const cudaError_t error = whole ? copy_image(data, copy, bytes) : cudaErrorInvalidKernelImage;
  free(data);
  return error;
}

cudaError_t load_library(const void *data, Library **library) {
  void *copy = nullptr;
  uint64_t bytes = 0;
  const cudaError_t error = copy_image(data, &copy, &bytes);
  if (error != cudaSuccess) return error;
  *library = new Library();
  (*library)->magic = kMagic;
  (*library)->copy = copy;
  claim_identity(static_cast<JaripImageHeader *>(copy));
  (*library)->module.library = *library;
  (*library)->module.image = static_cast<const JaripImageHeader *>(copy);
  return add_managed_variables(**library);
}

cudaError_t load_library_file(const char *path, Library **library) {
  void *image = nullptr;
  uint64_t bytes = 0;
  cudaError_t error = read_image(path, &image, &bytes);
  if (error == cudaSuccess) error = load_library(image, library);
  free(image);
  return error;
}

void unload_library(Library &library) {
  library.magic = 0;
  for (int index = 0; index < device_count(); ++index) wait_device(device_at(index));
  for (Function *function : library.functions) forget_function(function);
  for (Variable *variable : library.variables) forget_memory(*variable);
  close_objects(library.module, library.functions);
  release_identity(*library.module.image);
}

cudaError_t library_function(Library &library, const char *name, Function **function) {
  for (Function *known : library.functions) {
    if (strcmp(known->name, name) == 0) {
      *function = known;
      return cudaSuccess;
    }
  }
  auto *fresh = new Function();
  fresh->module = &library.module;
  fresh->name = strdup(name);
  fresh->host = fresh;
  if (know_function(*fresh) != cudaSuccess) {
    free(const_cast<char *>(fresh->name));
    delete fresh;
    return cudaErrorSymbolNotFound;
  }
  remember_function(fresh);
  library.functions.push(fresh);
  *function = fresh;
  return cudaSuccess;
}

cudaError_t library_variable(Library &library, const char *name, Variable **variable) {
  for (Variable *known : library.variables) {
    if (strcmp(known->name, name) != 0) continue;
    *variable = known;
    return load_module_object(library.module);
  }
  auto *fresh = new Variable();
  fresh->module = &library.module;
  fresh->name = strdup(name);
  cudaError_t error = load_module_object(library.module);
  if (error == cudaSuccess) error = bind_variable(*fresh);
  if (error != cudaSuccess) {
    free(const_cast<char *>(fresh->name));
    delete fresh;
    return error == cudaErrorInvalidSymbol ? cudaErrorSymbolNotFound : error;
  }
  library.variables.push(fresh);
  *variable = fresh;
  return cudaSuccess;
}

Text library_kernel_names(const Library &library) {
  Text names;
  visit_kernels(*library.module.image, &names, [](void *context, const char *name, size_t length) {
    static_cast<Text *>(context)->append(name, length).append('\0');
  });
  return names;
}

}  // namespace jarip
