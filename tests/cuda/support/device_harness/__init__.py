"""What compiler tests stand on: clang for small programs, a runtime of their own, launches."""
