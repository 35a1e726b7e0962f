#include "pool/seat.h"

#include <sys/mman.h>

#include <atomic>

#include "base/message.h"

namespace jarip {

namespace {

constexpr uint64_t kStackBytes = 64u << 20;  // address space; only touched pages cost memory
constexpr uint64_t kGuardBytes = 64u << 10;
constexpr uint64_t kPartAlignment = 128;  // of the static and the dynamic shared memory (abi.h)
constexpr uint32_t kWordBits = 64;

Seat *seats;
uint32_t count;
std::atomic<uint64_t> *free_words;  // one bit a seat

uint32_t word_count() { return (count + kWordBits - 1) / kWordBits; }

uint64_t round_up(uint64_t value, uint64_t unit) { return (value + unit - 1) / unit * unit; }

void *map_pages(uint64_t bytes) {
  void *memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? nullptr : memory;
}

// The lowest pages are left without access, so that an overflow is a fault and not a corruption.
void *map_stack() {
  char *memory = static_cast<char *>(map_pages(kStackBytes));
  if (memory == nullptr) fail("no address space for a kernel stack of %lu bytes", kStackBytes);
  mprotect(memory, kGuardBytes, PROT_NONE);
  return memory + kStackBytes;
}

bool grow(void **memory, uint64_t *capacity, uint64_t wanted) {
  if (wanted <= *capacity) return true;
  const uint64_t bytes = round_up(wanted, 64u << 10);
  void *grown = map_pages(bytes);
  if (grown == nullptr) return false;
  if (*memory != nullptr) munmap(*memory, *capacity);
  *memory = grown;
  *capacity = bytes;
  return true;
}

bool take_bit(std::atomic<uint64_t> &word, uint32_t bit) {
  const uint64_t mask = 1ull << bit;
  return (word.fetch_and(~mask) & mask) != 0;
}

}  // namespace

bool Seat::prepare(uint64_t static_shared_bytes, uint64_t dynamic_shared_bytes,
                   uint64_t context_bytes) {
  const uint64_t dynamic_offset = round_up(static_shared_bytes, kPartAlignment);
  // Vector loads of the last elements may reach past the end; keep a line of slack behind.
  const uint64_t shared_bytes = dynamic_offset + dynamic_shared_bytes + kPartAlignment;
  if (!grow(&worker.shared, &shared_capacity, shared_bytes)) return false;
  if (!grow(&worker.context, &context_capacity, context_bytes + kPartAlignment)) return false;
  worker.dynamic_shared = static_cast<char *>(worker.shared) + dynamic_offset;
  return true;
}

void create_seats(uint32_t wanted) {
  count = wanted;
  seats = new Seat[wanted]();
  free_words = new std::atomic<uint64_t>[word_count()]();
  for (uint32_t index = 0; index < wanted; ++index) {
    seats[index].worker.index = index;
    seats[index].stack_top = map_stack();
    free_words[index / kWordBits].fetch_or(1ull << (index % kWordBits));
  }
}

uint32_t seat_count() { return count; }

Seat *take_seat(uint32_t preferred) {
  preferred %= count;
  if (take_bit(free_words[preferred / kWordBits], preferred % kWordBits)) return &seats[preferred];
  for (uint32_t index = 0; index < word_count(); ++index) {
    std::atomic<uint64_t> &word = free_words[index];
    for (uint64_t bits = word.load(); bits != 0; bits = word.load()) {
      const uint32_t bit = static_cast<uint32_t>(__builtin_ctzll(bits));
      if (take_bit(word, bit)) return &seats[index * kWordBits + bit];
    }
  }
  return nullptr;
}

void give_back_seat(Seat &seat) {
  const uint32_t index = seat.worker.index;
  free_words[index / kWordBits].fetch_or(1ull << (index % kWordBits));
}

bool any_seat_free() {
  for (uint32_t index = 0; index < word_count(); ++index) {
    if (free_words[index].load() != 0) return true;
  }
  return false;
}

}  // namespace jarip
