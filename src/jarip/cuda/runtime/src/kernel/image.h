// Reading the device images that nvcc embeds (JaripImageHeader in jarip/abi.h).
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/text.h"
#include "jarip/abi.h"

namespace jarip {

struct Parameter {
  uint32_t offset;  // in the packed buffer
  uint32_t bytes;
};

struct KernelInfo {
  Array<Parameter> parameters;
  uint32_t parameter_bytes = 0;
  uint32_t static_shared_bytes = 0;
  uint32_t max_threads = 1024;  // of __launch_bounds__
  uint32_t min_blocks = 0;
};

enum class VariableSpace { global, constant, managed };

struct VariableInfo {
  uint64_t bytes = 0;
  VariableSpace space = VariableSpace::global;
};

// Whether `data` holds an image this runtime can read.
bool is_image(const void *data);

uint64_t image_bytes(const JaripImageHeader &image);

// The record of a kernel or a variable, by mangled name; false when the image has none.
bool read_kernel_info(const JaripImageHeader &image, const char *name, KernelInfo *info);
bool read_variable_info(const JaripImageHeader &image, const char *name, VariableInfo *info);

// Whether any variable of the image is managed.
bool has_managed_variables(const JaripImageHeader &image);

// Writes the value that a managed variable has before the program starts: `bytes` bytes, zeros if
// the image gives none.
void write_initial_value(const JaripImageHeader &image, const char *name, void *memory,
                         uint64_t bytes);

using NameVisitor = void (*)(void *context, const char *name, size_t length);

// Call visit(context, name, length) for each kernel, or each variable, of the image.
void visit_kernels(const JaripImageHeader &image, void *context, NameVisitor visit);
void visit_variables(const JaripImageHeader &image, void *context, NameVisitor visit);

// Whether kernels of this image need its module object: it has variables, or functions whose
// address is taken (a record "module").
bool needs_module_object(const JaripImageHeader &image);

// The image's identity as a string of 64 characters.
Text image_hash(const JaripImageHeader &image);

}  // namespace jarip
