// Switching between stacks: a few instructions of assembly (switch_*.S).
#pragma once

extern "C" {

// Saves the caller's registers on its stack and its stack pointer in *save, then continues where
// `load` was saved, or starts a new stack prepared by prepare_stack.
void jarip_fiber_switch(void **save, void *load);

// Where a new stack begins: calls jarip_fiber_main with the argument given to prepare_stack.
void jarip_fiber_start(void);

// Defined by the engine; never returns.
[[noreturn]] void jarip_fiber_main(void *argument);
}

namespace jarip {

// Makes the stack that ends at `top` (16-byte aligned) ready to be switched to.
void *prepare_stack(void *top, void *argument);

}  // namespace jarip
