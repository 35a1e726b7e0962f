// Makes the face PyTorch's accelerator though a vendor's device is there too.
//
// PyTorch takes a registered PrivateUse1 device for the accelerator before any other and has no
// setting for it; autograd then finds no stream for tensors of the face, and torch.accelerator
// names the wrong device. `getAccelerator` is called through the linkage tables of PyTorch's
// libraries (System V ABI, "Procedure Linkage Table"), where ours takes its place. The vendor's own
// libraries keep the original.
#include <ATen/DeviceAccelerator.h>
#include <elf.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <string_view>

#include "target.h"
#include "vendor.h"

namespace jarip {
namespace {

constexpr std::string_view kFunction = "_ZN2at11accelerator14getAcceleratorEb";
constexpr std::string_view kLibraries[] = {"libtorch_cpu.so", "libtorch_python.so"};

#if defined(__x86_64__)
constexpr unsigned kJumpSlot = R_X86_64_JUMP_SLOT;
#elif defined(__aarch64__)
constexpr unsigned kJumpSlot = R_AARCH64_JUMP_SLOT;
#else
constexpr unsigned kJumpSlot = 0;  // none: refused below
#endif

std::optional<c10::DeviceType> face_as_accelerator(bool) { return kFaceType; }

// The part of a loaded library's dynamic section that says what it calls by table.
struct Linkage {
  const char* names = nullptr;
  const ElfW(Sym)* symbols = nullptr;
  const ElfW(Rela)* slots = nullptr;
  size_t slot_bytes = 0;
};

Linkage read_linkage(const dl_phdr_info& library) {
  Linkage linkage;
  for (int i = 0; i < library.dlpi_phnum; i++) {
    const auto& segment = library.dlpi_phdr[i];
    if (segment.p_type != PT_DYNAMIC) continue;
    auto* entry = reinterpret_cast<const ElfW(Dyn)*>(library.dlpi_addr + segment.p_vaddr);
    for (; entry->d_tag != DT_NULL; entry++) {
      auto address = entry->d_un.d_ptr;  // glibc has added where the library lies
      if (entry->d_tag == DT_STRTAB) linkage.names = reinterpret_cast<const char*>(address);
      if (entry->d_tag == DT_SYMTAB) linkage.symbols = reinterpret_cast<const ElfW(Sym)*>(address);
      if (entry->d_tag == DT_JMPREL) linkage.slots = reinterpret_cast<const ElfW(Rela)*>(address);
      if (entry->d_tag == DT_PLTRELSZ) linkage.slot_bytes = entry->d_un.d_val;
    }
  }
  return linkage;
}

// A library bound at load (BIND_NOW) has its table closed for writing.
void open_for_writing(void** slot) {
  auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  auto start = reinterpret_cast<uintptr_t>(slot) & ~(page - 1);
  TORCH_CHECK(mprotect(reinterpret_cast<void*>(start), page, PROT_READ | PROT_WRITE) == 0,
              "jarip: the linkage table of PyTorch's library cannot be written: ",
              std::strerror(errno));
}

bool take_place_in(const dl_phdr_info& library) {
  Linkage linkage = read_linkage(library);
  if (!linkage.names || !linkage.symbols || !linkage.slots) return false;
  for (size_t i = 0; i < linkage.slot_bytes / sizeof *linkage.slots; i++) {
    const ElfW(Rela)& slot = linkage.slots[i];
    if (ELF64_R_TYPE(slot.r_info) != kJumpSlot) continue;
    if (linkage.names + linkage.symbols[ELF64_R_SYM(slot.r_info)].st_name != kFunction) continue;
    auto** target = reinterpret_cast<void**>(library.dlpi_addr + slot.r_offset);
    open_for_writing(target);
    *target = reinterpret_cast<void*>(&face_as_accelerator);
    return true;
  }
  return false;
}

int visit(dl_phdr_info* library, size_t, void* found) {
  std::string_view path = library->dlpi_name;
  for (std::string_view name : kLibraries)
    if (path.ends_with(name) && take_place_in(*library)) ++*static_cast<size_t*>(found);
  return 0;
}

}  // namespace

void make_face_the_accelerator() {
  size_t found = 0;
  dl_iterate_phdr(&visit, &found);
  TORCH_CHECK(found == std::size(kLibraries),
              "jarip: this build of PyTorch does not say through a linkage table which device is "
              "its accelerator, so `cuda` cannot stand for a vendor's chip in it. Unset "
              "JARIP_TORCH_TWIN to run on the host.");
}

}  // namespace jarip
