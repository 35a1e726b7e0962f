// Hooks into the life of the process.
#pragma once

namespace jarip {

// Calls `function` when the process exits in an orderly way.
void at_exit(void (*function)());

// Calls `function` in the child after each fork.
void after_fork_in_child(void (*function)());

}  // namespace jarip
