// A seat is the right to execute kernel code on one of the chip's processors, with the memory that
// goes with it. There are as many seats as usable processors; pool threads and the host threads
// that wait for results take one while they work.
#pragma once

#include <stdint.h>

#include "jarip/abi.h"

namespace jarip {

class FiberEngine;

struct Seat {
  JaripWorker worker;  // what generated code sees
  void *stack_top;     // kernels run here, not on the stack of the thread that took the seat
  uint64_t shared_capacity;
  uint64_t context_capacity;
  FiberEngine *fibers;  // made by the first kernel in fiber mode

  // Makes the arenas fit a kernel. False when the host is out of memory.
  bool prepare(uint64_t static_shared_bytes, uint64_t dynamic_shared_bytes, uint64_t context_bytes);
};

// Creates the seats; called once, before any other function here.
void create_seats(uint32_t count);

uint32_t seat_count();

// A free seat, by preference number `preferred`; nullptr when all are taken.
Seat *take_seat(uint32_t preferred);

void give_back_seat(Seat &seat);

bool any_seat_free();

}  // namespace jarip
