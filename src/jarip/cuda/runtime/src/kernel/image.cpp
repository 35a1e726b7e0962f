#include "kernel/image.h"

#include <stdlib.h>
#include <string.h>

namespace jarip {

namespace {

constexpr char kMagic[8] = {'J', 'A', 'R', 'I', 'P', 'I', 'M', 'G'};
constexpr uint32_t kVersion = 1;

// A stretch of the metadata's text.
struct Slice {
  const char *begin;
  const char *end;

  bool empty() const { return begin >= end; }
  bool is(const char *text) const {
    const size_t bytes = strlen(text);
    return static_cast<size_t>(end - begin) == bytes && memcmp(begin, text, bytes) == 0;
  }
};

// Cuts off and returns what comes before the next `separator`.
Slice cut(Slice *rest, char separator) {
  const size_t left = static_cast<size_t>(rest->end - rest->begin);
  const char *found = static_cast<const char *>(memchr(rest->begin, separator, left));
  const Slice head{rest->begin, found != nullptr ? found : rest->end};
  rest->begin = found != nullptr ? found + 1 : rest->end;
  return head;
}

uint64_t number(Slice digits) {
  uint64_t value = 0;
  for (const char *digit = digits.begin; digit < digits.end; ++digit) {
    value = value * 10 + static_cast<uint64_t>(*digit - '0');
  }
  return value;
}

Slice metadata(const JaripImageHeader &image) {
  const char *begin = reinterpret_cast<const char *>(&image) + image.metadata_offset;
  return {begin, begin + image.metadata_bytes};
}

// The fields of the record of this kind and name.
bool find_record(const JaripImageHeader &image, const char *kind, const char *name, Slice *fields) {
  Slice rest = metadata(image);
  while (!rest.empty()) {
    Slice line = cut(&rest, '\n');
    if (cut(&line, ' ').is(kind) && cut(&line, ' ').is(name)) {
      *fields = line;
      return true;
    }
  }
  return false;
}

// "0:8,8:4" as offsets and sizes.
void read_parameters(Slice list, Array<Parameter> *parameters) {
  while (!list.empty()) {
    Slice size = cut(&list, ',');
    const uint64_t offset = number(cut(&size, ':'));
    parameters->push({static_cast<uint32_t>(offset), static_cast<uint32_t>(number(size))});
  }
}

VariableSpace space_of(Slice name) {
  if (name.is("constant")) return VariableSpace::constant;
  return name.is("managed") ? VariableSpace::managed : VariableSpace::global;
}

// The value of "key=value" among the fields, or an empty slice.
Slice field(Slice fields, const char *key) {
  while (!fields.empty()) {
    Slice value = cut(&fields, ' ');
    if (cut(&value, '=').is(key)) return value;
  }
  return fields;
}

void visit_records(const JaripImageHeader &image, const char *kind, void *context,
                   NameVisitor visit) {
  Slice rest = metadata(image);
  while (!rest.empty()) {
    Slice line = cut(&rest, '\n');
    if (!cut(&line, ' ').is(kind)) continue;
    const Slice name = cut(&line, ' ');
    visit(context, name.begin, static_cast<size_t>(name.end - name.begin));
  }
}

int hex_digit(char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; }

}  // namespace

bool is_image(const void *data) {
  const auto *image = static_cast<const JaripImageHeader *>(data);
  return image != nullptr && memcmp(image->magic, kMagic, sizeof kMagic) == 0 &&
         image->version == kVersion && image->header_bytes >= sizeof(JaripImageHeader);
}

uint64_t image_bytes(const JaripImageHeader &image) {
  const uint64_t metadata_end = image.metadata_offset + image.metadata_bytes;
  const uint64_t ir_end = image.ir_offset + image.ir_bytes;
  return metadata_end > ir_end ? metadata_end : ir_end;
}

bool read_kernel_info(const JaripImageHeader &image, const char *name, KernelInfo *info) {
  Slice fields;
  if (!find_record(image, "kernel", name, &fields)) return false;
  while (!fields.empty()) {
    Slice value = cut(&fields, ' ');
    const Slice key = cut(&value, '=');
    const auto whole = [&] { return static_cast<uint32_t>(number(value)); };
    if (key.is("params")) {
      read_parameters(value, &info->parameters);
    } else if (key.is("params_bytes")) {
      info->parameter_bytes = whole();
    } else if (key.is("static_shared")) {
      info->static_shared_bytes = whole();
    } else if (key.is("max_threads")) {
      info->max_threads = whole();
    } else if (key.is("min_blocks")) {
      info->min_blocks = whole();
    }
  }
  return true;
}

bool read_variable_info(const JaripImageHeader &image, const char *name, VariableInfo *info) {
  Slice fields;
  if (!find_record(image, "variable", name, &fields)) return false;
  while (!fields.empty()) {
    Slice value = cut(&fields, ' ');
    const Slice key = cut(&value, '=');
    if (key.is("bytes")) info->bytes = number(value);
    if (key.is("space")) info->space = space_of(value);
  }
  return true;
}

bool has_managed_variables(const JaripImageHeader &image) {
  constexpr char kMark[] = " space=managed";
  const Slice text = metadata(image);
  const size_t length = static_cast<size_t>(text.end - text.begin);
  return memmem(text.begin, length, kMark, sizeof kMark - 1) != nullptr;
}

void write_initial_value(const JaripImageHeader &image, const char *name, void *memory,
                         uint64_t bytes) {
  memset(memory, 0, bytes);
  Slice fields;
  if (!find_record(image, "variable", name, &fields)) return;
  const Slice digits = field(fields, "init");
  auto *out = static_cast<unsigned char *>(memory);
  const char *digit = digits.begin;
  for (; bytes > 0 && digits.end - digit >= 2; digit += 2, --bytes) {
    *out++ = static_cast<unsigned char>(hex_digit(digit[0]) << 4 | hex_digit(digit[1]));
  }
}

void visit_kernels(const JaripImageHeader &image, void *context, NameVisitor visit) {
  visit_records(image, "kernel", context, visit);
}

void visit_variables(const JaripImageHeader &image, void *context, NameVisitor visit) {
  visit_records(image, "variable", context, visit);
}

bool needs_module_object(const JaripImageHeader &image) {
  Slice rest = metadata(image);
  while (!rest.empty()) {
    Slice line = cut(&rest, '\n');
    const Slice kind = cut(&line, ' ');
    if (kind.is("variable") || kind.is("module")) return true;
  }
  return false;
}

Text image_hash(const JaripImageHeader &image) {
  Text hash;
  hash.append(image.hash, sizeof image.hash);
  return hash;
}

}  // namespace jarip
