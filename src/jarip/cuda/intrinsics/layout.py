"""Byte offsets of the structures of `jarip/abi.h` that generated code reads. A test compares them
with the header."""

from __future__ import annotations

THREAD_TID = 0
THREAD_CTAID = 12
THREAD_LAUNCH = 24
THREAD_WORKER = 32
THREAD_BYTES = 48

LAUNCH_PARAMS = 0
LAUNCH_GRID = 8
LAUNCH_BLOCK = 20
LAUNCH_DYNAMIC_BYTES = 32

WORKER_SHARED = 0
WORKER_DYNAMIC = 8
WORKER_CONTEXT = 16
WORKER_INDEX = 24
